package dev.quorumvip.tls;

import dev.quorumvip.tls.TlsFilesException.Part;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXCertPathValidatorResult;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * An identity as it was read at one time: the files fit together.
 *
 * @param chain the own certificate, and those between it and the CA
 * @param key the private key of the first of them
 * @param authorities the certificates of the CA, or of several
 * @param pkix checks chains against them
 * @param expires when the first of {@code chain}, or the CA that it comes from, is valid no more
 */
record Credentials(
        List<X509Certificate> chain,
        PrivateKey key,
        List<X509Certificate> authorities,
        X509ExtendedTrustManager pkix,
        Instant expires) {

    /** What is in the files, byte for byte. */
    record Content(byte[] certificate, byte[] key, byte[] authorities) {
        boolean same(Content other) {
            return Arrays.equals(certificate, other.certificate)
                    && Arrays.equals(key, other.key)
                    && Arrays.equals(authorities, other.authorities);
        }
    }

    X509Certificate own() {
        return chain.getFirst();
    }

    Instant begins() {
        return own().getNotBefore().toInstant();
    }

    static Content read(TlsFiles files) throws TlsFilesException {
        return new Content(
                read(Part.CERTIFICATE, files.certificate()),
                read(Part.KEY, files.key()),
                read(Part.AUTHORITIES, files.authorities()));
    }

    private static byte[] read(Part part, Path file) throws TlsFilesException {
        try {
            return Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            throw new TlsFilesException(part, file + " does not exist");
        } catch (AccessDeniedException e) {
            throw new TlsFilesException(
                    part, file + " cannot be read by user " + System.getProperty("user.name") + ": permission denied");
        } catch (IOException e) {
            throw new TlsFilesException(part, file + " cannot be read: " + e.getMessage());
        }
    }

    /**
     * Makes sense of the files.
     *
     * @param role what the certificate has to say its owner is; empty if any will do
     * @throws TlsFilesException when they are no identity
     */
    static Credentials of(TlsFiles files, Content content, Optional<TlsRole> role) throws TlsFilesException {
        List<X509Certificate> chain = certificates(Part.CERTIFICATE, files.certificate(), content.certificate());
        List<X509Certificate> authorities = certificates(Part.AUTHORITIES, files.authorities(), content.authorities());
        X509Certificate own = chain.getFirst();
        PrivateKey key;
        try {
            key = PrivateKeys.read(content.key(), own.getPublicKey());
        } catch (InvalidKeyException e) {
            throw new TlsFilesException(Part.KEY, files.key() + " " + e.getMessage());
        }
        if (role.isPresent() && !TlsRole.of(own).contains(role.get())) {
            throw new TlsFilesException(
                    Part.CERTIFICATE,
                    files.certificate() + " does not have the DNS name '"
                            + role.get().dnsName() + "' among its subject alternative names");
        }
        TrustAnchor anchor = anchor(files, chain, authorities);
        Instant expires = Stream.concat(chain.stream(), Stream.ofNullable(anchor.getTrustedCert()))
                .map(certificate -> certificate.getNotAfter().toInstant())
                .min(Instant::compareTo)
                .orElseThrow();
        return new Credentials(List.copyOf(chain), key, List.copyOf(authorities), pkix(authorities), expires);
    }

    private static List<X509Certificate> certificates(Part part, Path file, byte[] pem) throws TlsFilesException {
        try {
            return Pem.certificates(pem);
        } catch (CertificateException e) {
            throw new TlsFilesException(part, file + " " + e.getMessage());
        }
    }

    /** Which authority vouches for the own certificate, whether that is valid already, still, or no more. */
    private static TrustAnchor anchor(TlsFiles files, List<X509Certificate> chain, List<X509Certificate> authorities)
            throws TlsFilesException {
        try {
            Set<TrustAnchor> anchors = authorities.stream()
                    .map(authority -> new TrustAnchor(authority, null))
                    .collect(Collectors.toSet());
            PKIXParameters parameters = new PKIXParameters(anchors);
            parameters.setRevocationEnabled(false);
            parameters.setDate(timeWithin(chain.getFirst()));
            // A file may have the CA itself at its end, which is no part of the way to it.
            List<X509Certificate> way = chain.stream()
                    .filter(c -> c == chain.getFirst() || !authorities.contains(c))
                    .toList();
            CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(way);
            return ((PKIXCertPathValidatorResult)
                            CertPathValidator.getInstance("PKIX").validate(path, parameters))
                    .getTrustAnchor();
        } catch (CertPathValidatorException e) {
            throw new TlsFilesException(
                    Part.CERTIFICATE,
                    files.certificate() + " does not come from an authority in " + files.authorities() + ": "
                            + e.getMessage());
        } catch (GeneralSecurityException e) {
            throw new TlsFilesException(Part.AUTHORITIES, files.authorities() + " cannot be used: " + e.getMessage());
        }
    }

    private static Date timeWithin(X509Certificate certificate) {
        Date now = new Date();
        if (now.before(certificate.getNotBefore())) {
            return certificate.getNotBefore();
        }
        return now.after(certificate.getNotAfter()) ? certificate.getNotAfter() : now;
    }

    private static X509ExtendedTrustManager pkix(List<X509Certificate> authorities) {
        try {
            KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
            store.load(null, null);
            for (int i = 0; i < authorities.size(); i++) {
                store.setCertificateEntry(String.valueOf(i), authorities.get(i));
            }
            TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
            factory.init(store);
            for (TrustManager manager : factory.getTrustManagers()) {
                if (manager instanceof X509ExtendedTrustManager extended) {
                    return extended;
                }
            }
            throw new IllegalStateException("the JDK has no PKIX trust manager");
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("the JDK cannot keep certificates in memory", e);
        }
    }
}
