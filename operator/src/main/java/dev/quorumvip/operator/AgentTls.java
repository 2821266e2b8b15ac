package dev.quorumvip.operator;

import dev.quorumvip.client.ClientTls;
import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who the operator is to the agents, by files that may change while it runs. */
final class AgentTls implements AutoCloseable, TlsIdentity.Listener {
    private static final Logger LOG = LoggerFactory.getLogger(AgentTls.class);

    private final TlsIdentity identity;
    private final Counter refusals;

    private AgentTls(TlsFiles files, MeterRegistry metrics) throws TlsFilesException {
        this.refusals = Counter.builder("quorumvip.operator.tls.refused")
                .description("Contents of the certificate files that could not be used")
                .register(metrics);
        this.identity = TlsIdentity.open(files, Optional.of(TlsRole.OPERATOR), InstantSource.system(), this);
        Gauge.builder(
                        "quorumvip.operator.tls.expiry.seconds",
                        () -> identity.expires().getEpochSecond())
                .description("When the certificate for the agents expires, in seconds since 1970")
                .register(metrics);
    }

    /**
     * Reads the files, and looks at them now and then from now on.
     *
     * @throws OperatorProcess.StartException when they cannot be used
     */
    static AgentTls open(TlsFiles files, MeterRegistry metrics) throws OperatorProcess.StartException {
        try {
            AgentTls tls = new AgentTls(files, metrics);
            tls.identity.start();
            return tls;
        } catch (TlsFilesException e) {
            throw new OperatorProcess.StartException(String.valueOf(e.getMessage()), e);
        }
    }

    ClientTls client() {
        return ClientTls.of(identity);
    }

    @Override
    public void taken(Instant until) {
        LOG.atInfo().addKeyValue("expires", until).log("certificate for the agents read");
    }

    @Override
    public void refused(String reason) {
        refusals.increment();
        LOG.atWarn()
                .addKeyValue("reason", reason)
                .log("new certificate files cannot be used; going on with the former");
    }

    @Override
    public void close() {
        identity.close();
    }
}
