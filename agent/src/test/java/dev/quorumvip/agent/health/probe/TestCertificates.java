package dev.quorumvip.agent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509KeyManager;

/** An authority and what it has signed, made by the JDK's keytool. */
final class TestCertificates {
    private static final String PASSWORD = "secret";

    private final Path directory;
    private final String authority;

    /** Makes an authority with this name, and its key, in {@code directory}. */
    TestCertificates(Path directory, String authority) throws IOException, InterruptedException {
        this.directory = directory;
        this.authority = authority;
        keytool(authority, "-dname", "CN=" + authority, "-ext", "bc:c");
    }

    /** The authority's certificate in PEM. */
    String pem() throws IOException, GeneralSecurityException {
        byte[] der = load().getCertificate(authority).getEncoded();
        return "-----BEGIN CERTIFICATE-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der)
                + "\n-----END CERTIFICATE-----\n";
    }

    /** A server's key and certificate. */
    record Server(PrivateKey key, X509Certificate[] chain) implements X509KeyManager {
        ServerSocketFactory sockets() throws GeneralSecurityException {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {this}, null, null);
            return context.getServerSocketFactory();
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return new String[] {"server"};
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return "server";
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return chain;
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return key;
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return new String[0];
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            throw new UnsupportedOperationException("a server");
        }
    }

    /** Makes a server that has a certificate for these names, such as {@code dns:a.example} or {@code ip:127.0.0.1}. */
    Server server(String alias, String... names) throws IOException, GeneralSecurityException, InterruptedException {
        keytool(alias, "-dname", "CN=" + alias, "-signer", authority, "-ext", "san=" + String.join(",", names));
        KeyStore store = load();
        return new Server(
                (PrivateKey) store.getKey(alias, PASSWORD.toCharArray()),
                Arrays.stream(store.getCertificateChain(alias))
                        .map(X509Certificate.class::cast)
                        .toArray(X509Certificate[]::new));
    }

    private KeyStore load() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(store())) {
            store.load(in, PASSWORD.toCharArray());
        }
        return store;
    }

    private Path store() {
        return directory.resolve(authority + ".p12");
    }

    private void keytool(String alias, String... more) throws IOException, InterruptedException {
        Path program = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = new ArrayList<>(List.of(program.toString(), "-genkeypair", "-alias", alias));
        command.addAll(List.of("-keystore", store().toString(), "-storetype", "PKCS12", "-storepass", PASSWORD));
        command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1", "-validity", "7"));
        command.addAll(Arrays.asList(more));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("keytool ends").isTrue();
        assertThat(process.exitValue()).as(said).isZero();
    }
}
