package dev.quorumvip.kubetesting;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Ports for servers that are stopped and started again. */
final class Ports {
    /**
     * Below what Linux gives to outgoing connections (ip_local_port_range, from 32768), so that none takes the port
     * while the server is away.
     */
    private static final int FROM = 20_000;

    private static final int TO = 32_000;

    private static final int ATTEMPTS = 200;

    private Ports() {}

    /** One that nobody listens on now. */
    static int free() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket socket = new ServerSocket()) {
                socket.bind(new InetSocketAddress(port));
                return port;
            } catch (IOException taken) {
                // Another one, then.
            }
        }
        throw new IllegalStateException("no free port from " + FROM + " to " + TO + " in " + ATTEMPTS + " attempts");
    }
}
