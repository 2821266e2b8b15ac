package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.agent.cluster.ClusterAddress;
import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * Whether a peer can be reached over TCP. That its UDP port can be reached too, only a running agent learns.
 *
 * @param patience how long to wait for an answer
 */
record PeerCheck(ClusterAddress peer, Duration patience) implements Check {

    @Override
    public Finding run() {
        String what = "peer " + peer;
        try (Socket socket = new Socket()) {
            socket.connect(peer.toSocketAddress(), Math.toIntExact(patience.toMillis()));
            return Finding.ok(what, "answers");
        } catch (SocketTimeoutException e) {
            return Finding.fail(
                    what,
                    "did not answer within " + patience.toMillis() + " ms",
                    "open TCP and UDP port " + peer.port() + " in the firewalls between");
        } catch (ConnectException e) {
            return Finding.warn(
                    what, "cannot be connected to: " + e.getMessage(), "start the agent there, if it does not run");
        } catch (IOException e) {
            return Finding.fail(
                    what,
                    "cannot be reached: " + e.getMessage(),
                    "mend the route to " + peer.ip().getHostAddress());
        }
    }
}
