package dev.quorumvip.e2e;

import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.net.ssl.SSLContext;

/** What agents, the operator and a test show each other, all of one CA. */
final class Certificates implements AutoCloseable {
    private final Path directory;
    private final TestCa ca = TestCa.named("the cluster's CA");
    private final TestIdentity test = TestIdentity.of(ca, TlsRole.OPERATOR);

    /** @param directory gets a directory for each who is given files */
    Certificates(Path directory) {
        this.directory = directory;
    }

    /** Options of the agent and of the operator alike, with files that are made for this one. */
    String[] optionsFor(String who, TlsRole role) throws IOException {
        Path place = Files.createDirectories(directory.resolve(who + "-tls"));
        return options(ca.issue(role).writeTo(place, ca));
    }

    static String[] options(TlsFiles files) {
        return new String[] {
            "--tls-cert-file", files.certificate().toString(),
            "--tls-key-file", files.key().toString(),
            "--tls-ca-file", files.authorities().toString()
        };
    }

    /** For a test that asks agents what only the operator may. */
    SSLContext asOperator() {
        return contextOf(test);
    }

    static SSLContext contextOf(TestIdentity caller) {
        TlsIdentity identity = caller.identity();
        return identity.context(identity.trusting(TlsRole.AGENT));
    }

    @Override
    public void close() throws IOException {
        test.close();
    }
}
