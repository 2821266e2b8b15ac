package dev.quorumvip.tls.testing;

import dev.quorumvip.tls.TlsRole;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority that lives as long as its test. */
public final class TestCa {
    private static final Duration BEFORE = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofDays(30);

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final List<X509Certificate> above;

    private TestCa(KeyPair keys, X509Certificate certificate, List<X509Certificate> above) {
        this.keys = keys;
        this.certificate = certificate;
        this.above = above;
    }

    /** A CA that vouches for itself. */
    public static TestCa named(String name) {
        KeyPair keys = keyPair("EC");
        X500Principal subject = new X500Principal("CN=" + name);
        X509Certificate certificate =
                sign(subject, keys, new X500Principal("CN=" + name), keys, Instant.now(), LONG, List.of(), true);
        return new TestCa(keys, certificate, List.of());
    }

    /** A CA between this one and those that it issues for. */
    public TestCa intermediate(String name) {
        KeyPair between = keyPair("EC");
        X509Certificate signed = sign(
                new X500Principal("CN=" + name),
                between,
                certificate.getSubjectX500Principal(),
                keys,
                Instant.now(),
                LONG,
                List.of(),
                true);
        return new TestCa(between, signed, List.of(signed));
    }

    /** For an agent or the operator. */
    public Issued issue(TlsRole role) {
        return issue("EC", LONG, role.dnsName());
    }

    /**
     * For anybody.
     *
     * @param algorithm of the key: {@code EC}, {@code RSA} or {@code Ed25519}
     * @param validity from now on; negative for one that has expired
     */
    public Issued issue(String algorithm, Duration validity, String... dnsNames) {
        KeyPair own = keyPair(algorithm);
        X509Certificate signed = sign(
                new X500Principal("CN=somebody"),
                own,
                certificate.getSubjectX500Principal(),
                keys,
                Instant.now(),
                validity,
                Arrays.asList(dnsNames),
                false);
        return issued(own, signed);
    }

    /** One that becomes valid only after a while. */
    public Issued issueFor(TlsRole role, Instant from, Duration validity) {
        KeyPair own = keyPair("EC");
        X509Certificate signed = sign(
                new X500Principal("CN=somebody"),
                own,
                certificate.getSubjectX500Principal(),
                keys,
                from.plus(BEFORE),
                validity,
                List.of(role.dnsName()),
                false);
        return issued(own, signed);
    }

    private Issued issued(KeyPair own, X509Certificate signed) {
        return new Issued(
                java.util.stream.Stream.concat(java.util.stream.Stream.of(signed), above.stream())
                        .toList(),
                own.getPrivate());
    }

    /** The CA's own certificate. */
    public X509Certificate certificate() {
        return certificate;
    }

    /** The same, as {@code ca.crt} has it. */
    public String pem() {
        return Issued.pem(certificate);
    }

    private static KeyPair keyPair(String algorithm) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
            switch (algorithm) {
                case "EC" -> generator.initialize(256);
                case "RSA" -> generator.initialize(2048);
                default -> {
                    // Has but one size.
                }
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static X509Certificate sign(
            X500Principal subject,
            KeyPair own,
            X500Principal issuer,
            KeyPair signer,
            Instant now,
            Duration validity,
            List<String> dnsNames,
            boolean authority) {
        try {
            JcaX509v3CertificateBuilder builder = new JcaX509v3CertificateBuilder(
                    issuer,
                    new BigInteger(120, new SecureRandom()),
                    Date.from(now.minus(BEFORE)),
                    Date.from(now.plus(validity)),
                    subject,
                    own.getPublic());
            builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
            if (!authority) {
                builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(new KeyPurposeId[] {
                    KeyPurposeId.id_kp_clientAuth, KeyPurposeId.id_kp_serverAuth
                }));
            }
            if (!dnsNames.isEmpty()) {
                GeneralName[] names = dnsNames.stream()
                        .map(name -> new GeneralName(GeneralName.dNSName, name))
                        .toArray(GeneralName[]::new);
                builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
            }
            return new JcaX509CertificateConverter()
                    .getCertificate(
                            builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
        } catch (GeneralSecurityException | OperatorCreationException | CertIOException e) {
            throw new IllegalStateException(e);
        }
    }
}
