package dev.quorumvip.e2e.kube;

import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A port on this machine's loopback that leads to one inside a namespace, for clients that live in this JVM. Ends with
 * {@link #close}.
 */
public final class Relay implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;

    private final NetworkNamespace namespace;
    private final InetSocketAddress target;
    private final ServerSocket listening;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();

    private Relay(NetworkNamespace namespace, InetSocketAddress target) throws IOException {
        this.namespace = namespace;
        this.target = target;
        this.listening = new ServerSocket(0, 64, InetAddress.getLoopbackAddress());
    }

    /** Listens from now on. */
    public static Relay to(NetworkNamespace namespace, InetSocketAddress target) throws IOException {
        Relay relay = new Relay(namespace, target);
        Thread.ofVirtual().name("relay").start(relay::accept);
        return relay;
    }

    public int port() {
        return listening.getLocalPort();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket near = listening.accept();
                open.add(near);
                Thread.ofVirtual().name("relay").start(() -> connect(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        try {
            Socket far = namespace.call(() -> {
                Socket socket = new Socket();
                socket.connect(target, CONNECT_MILLIS);
                return socket;
            });
            open.add(far);
            Thread.ofVirtual().name("relay").start(() -> pass(far, near));
            pass(near, far);
        } catch (Exception nobodyThere) {
            // The client sees a connection that breaks, as it would without a relay.
            drop(near);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
            to.shutdownOutput();
        } catch (IOException broken) {
            drop(from);
            drop(to);
        }
    }

    private void drop(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        Set.copyOf(open).forEach(this::drop);
    }
}
