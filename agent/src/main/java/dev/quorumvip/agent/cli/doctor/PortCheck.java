package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.agent.config.HostPort;
import java.io.IOException;
import java.net.BindException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Optional;

/**
 * Whether a port of the agent is free, or taken by an agent that runs.
 *
 * @param key the setting that the address comes from
 * @param endpoint where the port is
 * @param agent who may have the port
 */
record PortCheck(Protocol protocol, String key, HostPort endpoint, RunningAgent agent) implements Check {

    /** What is bound to the port. */
    enum Protocol {
        TCP,
        UDP
    }

    @Override
    public Finding run() {
        String what = key + " " + protocol;
        try {
            InetSocketAddress address = endpoint.resolve();
            if (!isHere(address.getAddress())) {
                return Finding.fail(
                        what,
                        endpoint.host() + " is not an address of this machine",
                        "give one that 'ip address' shows");
            }
            bind(address);
            return Finding.ok(what, endpoint + " is free");
        } catch (UnknownHostException e) {
            return Finding.fail(what, endpoint.host() + " does not resolve", "give an IP address");
        } catch (BindException e) {
            return taken(what, e);
        } catch (IOException e) {
            return Finding.fail(what, endpoint + " cannot be bound: " + e.getMessage(), "give another port");
        }
    }

    private Finding taken(String what, BindException e) {
        Optional<String> holder = agent.describe();
        if (holder.isPresent()) {
            return Finding.ok(what, endpoint + " is served by " + holder.get());
        }
        return Finding.fail(
                what,
                endpoint + " cannot be bound: " + e.getMessage(),
                "stop what 'ss -lnp' shows on port " + endpoint.port() + ", or give another port");
    }

    private void bind(InetSocketAddress address) throws IOException {
        switch (protocol) {
            case TCP -> {
                try (ServerSocket socket = new ServerSocket()) {
                    socket.bind(address);
                }
            }
            case UDP -> new DatagramSocket(address).close();
        }
    }

    /** All of 127.0.0.0/8 can be bound although no interface shows more than one address of it. */
    private static boolean isHere(InetAddress address) throws SocketException {
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || NetworkInterface.getByInetAddress(address) != null;
    }
}
