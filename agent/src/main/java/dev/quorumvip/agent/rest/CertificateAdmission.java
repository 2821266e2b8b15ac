package dev.quorumvip.agent.rest;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsExchange;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Set;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;

/**
 * What a caller may do by the role in its certificate: an operator everything, an agent what needs no change.
 *
 * <p>The certificate was checked in the handshake. It is checked again when the CA has been exchanged since, so that a
 * connection that stays open outlives neither that nor the certificate.
 */
final class CertificateAdmission implements Admission {
    private static final String CHECKED = "quorumvip.checked";

    private final TlsIdentity identity;

    CertificateAdmission(TlsIdentity identity) {
        this.identity = identity;
    }

    @Override
    public Admitted admit(HttpExchange exchange) {
        SSLSession session = ((HttpsExchange) exchange).getSSLSession();
        X509Certificate[] chain;
        try {
            chain = Arrays.copyOf(
                    session.getPeerCertificates(), session.getPeerCertificates().length, X509Certificate[].class);
        } catch (SSLPeerUnverifiedException e) {
            return new Admitted(
                    Level.PROBES,
                    "this needs a client certificate of this installation's CA; without one there are only /livez,"
                            + " /readyz and /metrics");
        }
        if (!isTrusted(session, chain)) {
            return new Admitted(Level.PROBES, "the client certificate is trusted no more");
        }
        Set<TlsRole> roles = TlsRole.of(chain[0]);
        if (roles.contains(TlsRole.OPERATOR)) {
            return new Admitted(Level.EVERYTHING, "");
        }
        if (roles.contains(TlsRole.AGENT)) {
            return new Admitted(
                    Level.READING,
                    "with the certificate of an agent one may only read; changes need one with the DNS name "
                            + TlsRole.OPERATOR.dnsName());
        }
        return new Admitted(
                Level.PROBES,
                "the client certificate has neither the DNS name " + TlsRole.OPERATOR.dnsName() + ", to change, nor "
                        + TlsRole.AGENT.dnsName() + ", to read");
    }

    private boolean isTrusted(SSLSession session, X509Certificate[] chain) {
        Long now = identity.version();
        if (!now.equals(session.getValue(CHECKED))) {
            if (!identity.stillTrusts(chain)) {
                return false;
            }
            session.putValue(CHECKED, now);
        }
        return chain[0].getNotAfter().getTime() > System.currentTimeMillis();
    }
}
