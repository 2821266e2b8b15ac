package dev.quorumvip.agent.health.probe;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.Socket;

/**
 * A connection whose every wait ends at one deadline: a socket's own time-out begins anew with each byte that the other
 * side dribbles. TLS over it reads through the same stream.
 */
final class DeadlineSocket extends Socket {
    private final Deadline deadline;

    /** Goes to the address itself, whatever proxies the JVM has been told of. */
    DeadlineSocket(Deadline deadline) {
        super(Proxy.NO_PROXY);
        this.deadline = deadline;
    }

    void open(InetAddress address, int port) throws IOException {
        connect(new InetSocketAddress(address, port), deadline.millisLeft());
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(super.getInputStream()) {
            @Override
            public int read() throws IOException {
                setSoTimeout(deadline.millisLeft());
                return super.read();
            }

            @Override
            public int read(byte[] bytes, int from, int length) throws IOException {
                setSoTimeout(deadline.millisLeft());
                return super.read(bytes, from, length);
            }
        };
    }
}
