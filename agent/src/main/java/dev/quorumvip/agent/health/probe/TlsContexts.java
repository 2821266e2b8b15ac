package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.health.TlsSettings;
import dev.quorumvip.agent.health.TlsTrust;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * What is believed of servers, made when the first check asks for it and shared by all that believe the same. Nothing
 * is kept of what no check uses any more.
 */
final class TlsContexts {
    private record Trust(TlsTrust kind, Optional<String> ca) {}

    private final Map<Trust, WeakReference<SSLContext>> made = new HashMap<>();

    /**
     * A context for these settings; the caller keeps it.
     *
     * @throws FailedCheckException if the authority that is given cannot be read
     * @throws IOException if this Java has no such thing
     */
    synchronized SSLContext get(TlsSettings settings) throws IOException, FailedCheckException {
        Trust trust = new Trust(settings.trust(), settings.ca());
        WeakReference<SSLContext> reference = made.get(trust);
        @Nullable SSLContext known = reference == null ? null : reference.get();
        if (known != null) {
            return known;
        }
        made.values().removeIf(other -> other.get() == null);
        SSLContext context = make(trust);
        made.put(trust, new WeakReference<>(context));
        return context;
    }

    /** How many different ones are in use. */
    synchronized int size() {
        made.values().removeIf(other -> other.get() == null);
        return made.size();
    }

    private static SSLContext make(Trust trust) throws IOException, FailedCheckException {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, managers(trust), null);
            return context;
        } catch (CertificateException e) {
            throw new FailedCheckException(
                    "TLS: the given CA is no certificate: " + Reasons.line(String.valueOf(e.getMessage()), 100));
        } catch (GeneralSecurityException e) {
            throw new IOException("TLS cannot be set up: " + e.getMessage(), e);
        }
    }

    /** Null stands for the system's. */
    private static TrustManager @Nullable [] managers(Trust trust) throws GeneralSecurityException, IOException {
        return switch (trust.kind()) {
            case SYSTEM -> null;
            case CA -> managers(trust.ca().orElseThrow());
            case SKIP -> new TrustManager[] {new TrustAll()};
        };
    }

    private static TrustManager[] managers(String pem) throws GeneralSecurityException, IOException {
        KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        byte[] bytes = pem.getBytes(StandardCharsets.US_ASCII);
        int count = 0;
        for (Certificate certificate :
                CertificateFactory.getInstance("X.509").generateCertificates(new ByteArrayInputStream(bytes))) {
            store.setCertificateEntry("ca-" + count++, certificate);
        }
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(store);
        return factory.getTrustManagers();
    }

    /** Extended, or the JDK would check the name nevertheless. */
    private static final class TrustAll extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
