package dev.quorumvip.tls.testing;

import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.stream.Stream;

/** An identity whose files a test writes. */
public final class TestIdentity implements AutoCloseable {
    private final Path directory;
    private final TlsIdentity identity;

    private TestIdentity(Path directory, TlsIdentity identity) {
        this.directory = directory;
        this.identity = identity;
    }

    /** One with that certificate, which trusts these. */
    public static TestIdentity of(Issued issued, TestCa... authorities) {
        try {
            Path directory = Files.createTempDirectory("quorumvip-tls-");
            TlsIdentity identity = TlsIdentity.open(
                    issued.writeTo(directory, authorities), Optional.empty(), InstantSource.system(), new Strict());
            return new TestIdentity(directory, identity);
        } catch (IOException | TlsFilesException e) {
            throw new IllegalStateException(e);
        }
    }

    /** One of this CA, which trusts it alone. */
    public static TestIdentity of(TestCa ca, TlsRole role) {
        return of(ca.issue(role), ca);
    }

    /** The identity itself. */
    public TlsIdentity identity() {
        return identity;
    }

    /** Takes other files into use. */
    public void become(Issued issued, TestCa... authorities) {
        try {
            issued.writeTo(directory, authorities);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        identity.look();
    }

    @Override
    public void close() throws IOException {
        identity.close();
        try (Stream<Path> files = Files.list(directory)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }

    /** A test gives only what can be used. */
    private static final class Strict implements TlsIdentity.Listener {
        @Override
        public void taken(Instant expires) {}

        @Override
        public void refused(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}
