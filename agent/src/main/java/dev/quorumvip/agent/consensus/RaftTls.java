package dev.quorumvip.agent.consensus;

import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import java.util.Optional;
import org.apache.ratis.conf.Parameters;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;

/** Ratis' parameters, which carry what a text cannot: how its connections are secured. */
final class RaftTls {
    private RaftTls() {}

    /** For the peer, and for the channels to others: both sides show that they are agents, or there is no connection. */
    static Parameters parameters(Optional<TlsIdentity> tls) {
        Parameters parameters = new Parameters();
        tls.ifPresent(identity -> GrpcConfigKeys.TLS.setConf(
                parameters,
                GrpcTlsConfig.newBuilder()
                        .setKeyManager(identity.keyManager())
                        .setTrustManager(identity.trusting(TlsRole.AGENT))
                        .setMutualTls(true)
                        // Else Netty unpacks a native library, whose memory no heap limit bounds.
                        .setSslProvider(SslProvider.JDK)
                        .setProtocols(TlsIdentity.PROTOCOL)
                        .build()));
        return parameters;
    }
}
