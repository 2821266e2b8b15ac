package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/** Whether this agent's certificate, its key and the CA can be used together, and for how long. */
record CertificateCheck(TlsFiles files, InstantSource wallClock) implements Check {
    private static final String WHAT = "certificate";

    /** Who renews certificates by itself does so well before the last tenth of their life. */
    private static final int LAST_PART = 10;

    @Override
    public Finding run() {
        try (TlsIdentity identity = TlsIdentity.open(files, Optional.of(TlsRole.AGENT), wallClock, new Unheard())) {
            Instant now = wallClock.instant();
            Instant begins = identity.certificate().getNotBefore().toInstant();
            Instant expires = identity.expires();
            String span = files.certificate() + " is valid from " + begins + " to " + expires;
            if (now.isBefore(begins)) {
                return Finding.fail(WHAT, span, "set this machine's clock, or wait");
            }
            if (!now.isBefore(expires)) {
                return Finding.fail(WHAT, span, "put a new one there, with its key: the agent needs no restart");
            }
            boolean soon = Duration.between(now, expires)
                            .compareTo(Duration.between(begins, expires).dividedBy(LAST_PART))
                    < 0;
            return soon
                    ? Finding.warn(WHAT, span, "put a new one there, with its key: the agent needs no restart")
                    : Finding.ok(WHAT, span);
        } catch (TlsFilesException e) {
            return Finding.fail(WHAT, String.valueOf(e.getMessage()), "have the CA issue one for an agent");
        }
    }

    /** Nobody looks at the files again for this. */
    private static final class Unheard implements TlsIdentity.Listener {
        @Override
        public void taken(Instant expires) {}

        @Override
        public void refused(String reason) {}
    }
}
