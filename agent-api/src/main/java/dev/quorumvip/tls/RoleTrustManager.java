package dev.quorumvip.tls;

import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Set;
import java.util.stream.Collectors;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Trusts whom the newest CA vouches for and who has one of some roles.
 *
 * <p>Not the host's name: what JSSE was told of one is left aside, since a role is what this is about.
 */
final class RoleTrustManager extends X509ExtendedTrustManager {
    private final TlsIdentity identity;
    private final Set<TlsRole> roles;

    /** @param roles one of which the other side must have; empty if the chain is enough */
    RoleTrustManager(TlsIdentity identity, Set<TlsRole> roles) {
        this.identity = identity;
        this.roles = Set.copyOf(roles);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        identity.newest().credentials().pkix().checkClientTrusted(chain, authType);
        checkRole(chain[0]);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) throws CertificateException {
        identity.newest().credentials().pkix().checkServerTrusted(chain, authType);
        checkRole(chain[0]);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable Socket socket)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkClientTrusted(chain, authType);
    }

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, @Nullable SSLEngine engine)
            throws CertificateException {
        checkServerTrusted(chain, authType);
    }

    @Override
    public X509Certificate[] getAcceptedIssuers() {
        return identity.newest().credentials().authorities().toArray(X509Certificate[]::new);
    }

    private void checkRole(X509Certificate certificate) throws CertificateException {
        Set<TlsRole> has = TlsRole.of(certificate);
        if (!roles.isEmpty() && roles.stream().noneMatch(has::contains)) {
            throw new CertificateException("the certificate of "
                    + certificate.getSubjectX500Principal().getName() + " does not have the DNS name "
                    + roles.stream().map(TlsRole::dnsName).sorted().collect(Collectors.joining(" or "))
                    + " among its subject alternative names");
        }
    }
}
