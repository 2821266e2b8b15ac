package dev.quorumvip.agent.node;

import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.tls.TlsIdentity;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells of changes of this node's certificate, in the log and in the metrics. */
final class CertificateWatch implements TlsIdentity.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(CertificateWatch.class);

    private final AgentMetrics metrics;

    CertificateWatch(AgentMetrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void taken(Instant expires) {
        metrics.certificateReloaded("taken");
        LOG.atInfo().addKeyValue("expires", expires).log("new certificate in use");
    }

    @Override
    public void refused(String reason) {
        metrics.certificateReloaded("refused");
        LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("the certificate's files have changed and cannot be used: the former content stays in use");
    }
}
