package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.health.TcpCheck;
import java.io.IOException;

/** Connects, and closes. */
final class TcpAttempt implements NetworkProbe.Attempt {
    private final TcpCheck check;
    private final NameLookup names;

    TcpAttempt(TcpCheck check, NameLookup names) {
        this.check = check;
        this.names = names;
    }

    @Override
    public String make(Deadline deadline) throws IOException, InterruptedException {
        try (DeadlineSocket socket = new DeadlineSocket(deadline)) {
            socket.open(names.find(check.host(), deadline), check.port());
            return "connected";
        }
    }
}
