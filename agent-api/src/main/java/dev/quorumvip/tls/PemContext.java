package dev.quorumvip.tls;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** The client's side of TLS with a server that is not one of ours, made of PEM files as other tools take them. */
public final class PemContext {
    /** RFC 5280 §4.2.1.6: GeneralName. */
    private static final int DNS_NAME = 2;

    private static final int IP_ADDRESS = 7;

    private PemContext() {}

    /**
     * A context of what is in these files now.
     *
     * @param authorities whom to believe; the system's if there are none
     * @param certificate shown to a server that asks; together with {@code key}
     * @param serverName the name that the server's certificate must have in place of the one that was connected to
     * @param verify false to believe everybody
     * @throws IOException when a file cannot be read or used, with its name
     */
    public static SSLContext of(
            Collection<Path> authorities,
            Optional<Path> certificate,
            Optional<Path> key,
            Optional<String> serverName,
            boolean verify)
            throws IOException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(
                    certificate.isPresent() && key.isPresent() ? shown(certificate.get(), key.get()) : null,
                    trusted(authorities, serverName, verify),
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static KeyManager[] shown(Path certificate, Path key) throws IOException, GeneralSecurityException {
        List<X509Certificate> chain = certificates(certificate);
        PrivateKey privateKey;
        try {
            privateKey =
                    PrivateKeys.read(Files.readAllBytes(key), chain.getFirst().getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new IOException(key + " " + e.getMessage(), e);
        }
        char[] password = new char[0];
        KeyStore store = emptyStore();
        store.setKeyEntry("own", privateKey, password, chain.toArray(X509Certificate[]::new));
        KeyManagerFactory factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, password);
        return factory.getKeyManagers();
    }

    /** Null stands for the system's. */
    private static TrustManager @Nullable [] trusted(
            Collection<Path> authorities, Optional<String> serverName, boolean verify)
            throws IOException, GeneralSecurityException {
        if (!verify) {
            return new TrustManager[] {new Trusting(null, Optional.empty())};
        }
        if (authorities.isEmpty() && serverName.isEmpty()) {
            return null;
        }
        @Nullable KeyStore store = null;
        if (!authorities.isEmpty()) {
            store = emptyStore();
            int count = 0;
            for (Path file : authorities) {
                for (X509Certificate authority : certificates(file)) {
                    store.setCertificateEntry("ca-" + count++, authority);
                }
            }
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        if (serverName.isEmpty()) {
            return factory.getTrustManagers();
        }
        X509ExtendedTrustManager chains = Arrays.stream(factory.getTrustManagers())
                .filter(X509ExtendedTrustManager.class::isInstance)
                .map(X509ExtendedTrustManager.class::cast)
                .findFirst()
                .orElseThrow();
        return new TrustManager[] {new Trusting(chains, serverName)};
    }

    private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        return store;
    }

    private static List<X509Certificate> certificates(Path file) throws IOException {
        try {
            return Pem.certificates(Files.readAllBytes(file));
        } catch (CertificateException e) {
            throw new IOException(file + " " + e.getMessage(), e);
        }
    }

    /** Whether a certificate is for this name or address; a wildcard stands for the first label (RFC 6125 §6.4.3). */
    static boolean isFor(X509Certificate certificate, String name) throws CertificateParsingException {
        Collection<List<?>> names = certificate.getSubjectAlternativeNames();
        List<String> found = new ArrayList<>();
        for (List<?> entry : names == null ? List.<List<?>>of() : names) {
            int type = (Integer) entry.getFirst();
            if (type == DNS_NAME || type == IP_ADDRESS) {
                found.add((String) entry.get(1));
            }
        }
        return found.stream()
                .anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), name.toLowerCase(Locale.ROOT)));
    }

    private static boolean matches(String pattern, String name) {
        if (pattern.startsWith("*.")) {
            int dot = name.indexOf('.');
            return dot > 0 && name.substring(dot).equals(pattern.substring(1));
        }
        return pattern.equals(name) || sameAddress(pattern, name);
    }

    private static boolean sameAddress(String pattern, String name) {
        try {
            return InetAddress.ofLiteral(pattern).equals(InetAddress.ofLiteral(name));
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** Extended, or the JDK would compare the certificate with the name that was connected to as well. */
    private static final class Trusting extends X509ExtendedTrustManager {
        private final @Nullable X509ExtendedTrustManager chains;
        private final Optional<String> name;

        /** @param chains null to believe everybody */
        Trusting(@Nullable X509ExtendedTrustManager chains, Optional<String> name) {
            this.chains = chains;
            this.name = name;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            if (chains == null) {
                return;
            }
            chains.checkServerTrusted(chain, type);
            if (name.isPresent() && !isFor(chain[0], name.get())) {
                throw new CertificateException("the certificate is not for the name " + name.get());
            }
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            throw new CertificateException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return chains == null ? new X509Certificate[0] : chains.getAcceptedIssuers();
        }
    }
}
