package dev.quorumvip.client;

import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import javax.net.ssl.SSLContext;

/**
 * How a client shows who it is, and whom it trusts.
 *
 * @param context whose trust manager decides by itself whether the other side is an agent: host names are not looked at
 */
public record ClientTls(SSLContext context) {
    /** A client that is {@code identity}, and speaks to agents alone. */
    public static ClientTls of(TlsIdentity identity) {
        return new ClientTls(identity.context(identity.trusting(TlsRole.AGENT)));
    }
}
