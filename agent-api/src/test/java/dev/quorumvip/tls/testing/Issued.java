package dev.quorumvip.tls.testing;

import dev.quorumvip.tls.TlsFiles;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;

/**
 * A certificate with its key.
 *
 * @param chain the certificate, and those between it and the CA
 * @param key the private key
 */
public record Issued(List<X509Certificate> chain, PrivateKey key) {
    /** The certificate itself. */
    public X509Certificate certificate() {
        return chain.getFirst();
    }

    /** The chain, as cert-manager writes it into {@code tls.crt}. */
    public String chainPem() {
        return chain.stream().map(Issued::pem).collect(Collectors.joining());
    }

    /** PKCS#8. */
    public String keyPem() {
        return "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
    }

    /** PKCS#1 or SEC 1, as Helm's {@code genSignedCert} writes it. */
    public String traditionalKeyPem() {
        return pem(key);
    }

    /** Writes {@code tls.crt}, {@code tls.key} and {@code ca.crt}, each replaced as a whole. */
    public TlsFiles writeTo(Path directory, TestCa... authorities) throws IOException {
        TlsFiles files = filesIn(directory);
        write(files.certificate(), chainPem());
        write(files.key(), keyPem());
        Files.setPosixFilePermissions(files.key(), PosixFilePermissions.fromString("rw-------"));
        write(files.authorities(), Arrays.stream(authorities).map(TestCa::pem).collect(Collectors.joining()));
        return files;
    }

    /** Where {@link #writeTo} writes. */
    public static TlsFiles filesIn(Path directory) {
        return new TlsFiles(directory.resolve("tls.crt"), directory.resolve("tls.key"), directory.resolve("ca.crt"));
    }

    private static void write(Path file, String content) throws IOException {
        Path draft = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(draft, content);
        Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String pem(Object object) {
        StringWriter text = new StringWriter();
        try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
            writer.writeObject(object);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
