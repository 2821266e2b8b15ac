package dev.quorumvip.tls;

import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/** What the owner of a certificate is, said by a DNS name among its subject alternative names. */
public enum TlsRole {
    /** One of the cluster's agents: takes part in Raft, and may read the REST face of the others. */
    AGENT("agent.quorumvip"),
    /** Who looks after the cluster, a program or a person: may do everything over REST. */
    OPERATOR("operator.quorumvip");

    /** RFC 5280 §4.2.1.6: GeneralName, dNSName [2]. */
    private static final Integer DNS_NAME = 2;

    private final String dnsName;

    TlsRole(String dnsName) {
        this.dnsName = dnsName;
    }

    /** The DNS name that says so. */
    public String dnsName() {
        return dnsName;
    }

    /** All roles that a certificate gives its owner; none if it names none, or cannot be made out. */
    public static Set<TlsRole> of(X509Certificate certificate) {
        Set<String> names = dnsNames(certificate);
        return Arrays.stream(values())
                .filter(role -> names.contains(role.dnsName))
                .collect(Collectors.toCollection(() -> EnumSet.noneOf(TlsRole.class)));
    }

    private static Set<String> dnsNames(X509Certificate certificate) {
        try {
            Collection<List<?>> names = certificate.getSubjectAlternativeNames();
            if (names == null) {
                return Set.of();
            }
            return names.stream()
                    .filter(name -> DNS_NAME.equals(name.getFirst()))
                    .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                    .collect(Collectors.toSet());
        } catch (CertificateParsingException e) {
            return Set.of();
        }
    }
}
