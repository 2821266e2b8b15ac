package dev.quorumvip.e2e.net;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * An Ethernet segment made of namespaces: a hub with a bridge, nodes {@code 10.77.0.11}, {@code .12}, ..., a client
 * {@code 10.77.0.100}, and an observer {@code 10.77.0.101}, each with one interface {@code eth0}, and with {@code
 * fd00:77::11} and so on, where this machine has IPv6. The observer is
 * parted from the client so that what it asks and learns leaves the client's neighbour table alone. Closing removes all
 * of it, and so does the end of the JVM.
 */
public final class TestNetwork implements AutoCloseable {
    public static final String SUBNET = "10.77.0.";
    public static final String SUBNET6 = "fd00:77::";
    public static final String CLIENT_ADDRESS = SUBNET + "100";
    public static final MacAddress CLIENT_MAC = MacAddress.parse("02:4d:00:00:00:64");
    public static final String OBSERVER_ADDRESS = SUBNET + "101";
    private static final String CLIENT_ADDRESS6 = SUBNET6 + "100";
    private static final String OBSERVER_ADDRESS6 = SUBNET6 + "101";
    public static final MacAddress OBSERVER_MAC = MacAddress.parse("02:4d:00:00:00:65");
    private static final MacAddress NOBODY = MacAddress.parse("02:4d:00:00:00:ff");
    private static final boolean HAS_IPV6 = Files.exists(Path.of("/proc/net/if_inet6"));
    private static final String BRIDGE = "segment";
    private static final String CLIENT_PORT = "client";

    private final String prefix;
    private final NetworkNamespace hub;
    private final NetworkNamespace client;
    private final NetworkNamespace observer;
    private final List<Node> nodes;
    private final PortFilter filter;
    private final Thread removal = new Thread(this::remove, "remove-test-network");

    private TestNetwork(String prefix, int nodeCount) {
        this.prefix = prefix;
        this.hub = new NetworkNamespace(prefix + "-hub");
        this.client = new NetworkNamespace(prefix + "-client");
        this.observer = new NetworkNamespace(prefix + "-observer");
        this.nodes = IntStream.rangeClosed(1, nodeCount)
                .mapToObj(number -> Node.numbered(number, prefix))
                .toList();
        this.filter = new PortFilter(hub);
    }

    /** A segment for this run alone; also removes the segments of runs that were killed. */
    public static TestNetwork create(int nodeCount) {
        RunName.removeDeadRuns();
        return create(RunName.next().prefix(), nodeCount);
    }

    /** A segment under a name of the caller's: a later run does not take it for one that was left behind. */
    public static TestNetwork create(String prefix, int nodeCount) {
        TestNetwork network = new TestNetwork(prefix, nodeCount);
        Runtime.getRuntime().addShutdownHook(network.removal);
        try {
            network.build();
        } catch (RuntimeException e) {
            network.close();
            throw e;
        }
        return network;
    }

    /** Removes every namespace whose name starts with {@code prefix}, with the processes in it. */
    public static void removeAll(String prefix) {
        for (String name : NetworkNamespace.names()) {
            if (name.startsWith(prefix + "-")) {
                new NetworkNamespace(name).delete();
            }
        }
    }

    private void build() {
        NetworkNamespace.create(hub.name());
        hub.ip("link", "add", BRIDGE, "type", "bridge", "forward_delay", "0", "mcast_snooping", "0");
        hub.ip("link", "set", BRIDGE, "up");
        for (Node node : nodes) {
            plug(node.namespace(), node.port(), node.mac(), node.address(), node.address6());
        }
        plug(client, CLIENT_PORT, CLIENT_MAC, CLIENT_ADDRESS, CLIENT_ADDRESS6);
        plug(observer, "observer", OBSERVER_MAC, OBSERVER_ADDRESS, OBSERVER_ADDRESS6);
    }

    private void plug(NetworkNamespace namespace, String port, MacAddress mac, String address, String address6) {
        NetworkNamespace.create(namespace.name());
        attach(namespace, port, mac, address, address6);
    }

    private void attach(NetworkNamespace namespace, String port, MacAddress mac, String address, String address6) {
        hub.ip("link", "add", port, "type", "veth", "peer", "name", Node.INTERFACE, "netns", namespace.name());
        hub.ip("link", "set", port, "master", BRIDGE, "up");
        namespace.ip("link", "set", Node.INTERFACE, "address", mac.toString(), "up");
        namespace.ip("address", "add", address + "/24", "dev", Node.INTERFACE);
        haveIpv6(namespace, address6);
    }

    private static void haveIpv6(NetworkNamespace namespace, String address6) {
        if (HAS_IPV6) {
            namespace.ip("address", "replace", address6 + "/64", "dev", Node.INTERFACE, "nodad");
        }
    }

    public NetworkNamespace hub() {
        return hub;
    }

    public NetworkNamespace client() {
        return client;
    }

    public NetworkNamespace observer() {
        return observer;
    }

    public List<Node> nodes() {
        return Collections.unmodifiableList(nodes);
    }

    /** The node with that address on the segment. */
    public Optional<Node> nodeOf(MacAddress mac) {
        return nodes.stream().filter(node -> node.mac().equals(mac)).findFirst();
    }

    /** Pulls the node's cable: both ends lose the carrier, whichever side looks. */
    public void unplug(Node node) {
        hub.ip("link", "set", node.port(), "down");
    }

    public void replug(Node node) {
        hub.ip("link", "set", node.port(), "up");
    }

    /** Takes the node's network card out. */
    public void removeInterface(Node node) {
        hub.ip("link", "delete", node.port());
    }

    /** Puts a network card in after {@link #removeInterface}, with the same name and addresses. */
    public void restoreInterface(Node node) {
        attach(node.namespace(), node.port(), node.mac(), node.address(), node.address6());
    }

    /** Sets the node's own interface down, as an administrator would: its IPv4 addresses stay, all else goes. */
    public void setDown(Node node) {
        node.namespace().ip("link", "set", Node.INTERFACE, "down");
    }

    public void setUp(Node node) {
        node.namespace().ip("link", "set", Node.INTERFACE, "up");
        haveIpv6(node.namespace(), node.address6());
    }

    /**
     * Cuts the node off from all other nodes, both ways, with the links up and the client in reach of everyone.
     * Silently: as with a switch that has lost its way, packets go out and never arrive, and no sender is told.
     */
    public void cutOff(Node node) {
        for (Node peer : peersOf(node)) {
            mislead(node, peer);
            mislead(peer, node);
        }
    }

    /** Cuts one way only: the node hears its peers, they do not hear it. */
    public void mute(Node node) {
        for (Node peer : peersOf(node)) {
            mislead(node, peer);
        }
    }

    /** Undoes {@link #cutOff} and {@link #mute} of this node; a second call does nothing. */
    public void heal(Node node) {
        for (Node peer : peersOf(node)) {
            reconcile(node, peer);
            reconcile(peer, node);
        }
    }

    /**
     * Parts the node from all other nodes and from the client, both ways, multicast too, with all links up. The observer
     * alone still reaches it, to see what it does on its side. Needs the program {@code nft}.
     */
    public void isolate(Node node) {
        List<PortFilter.Port> others = new ArrayList<>(peerPorts(node));
        others.add(new PortFilter.Port(CLIENT_PORT, CLIENT_MAC));
        filter.part(port(node), others);
    }

    /**
     * Parts the node from all other nodes, both ways, multicast too, with all links up and the client in reach of
     * everyone. Needs the program {@code nft}.
     */
    public void sever(Node node) {
        filter.part(port(node), peerPorts(node));
    }

    /** Undoes {@link #isolate} or {@link #sever} of this node; throws when neither was done. */
    public void rejoin(Node node) {
        filter.rejoin(port(node));
    }

    private List<PortFilter.Port> peerPorts(Node node) {
        return peersOf(node).stream().map(TestNetwork::port).toList();
    }

    private static PortFilter.Port port(Node node) {
        return new PortFilter.Port(node.port(), node.mac());
    }

    private List<Node> peersOf(Node node) {
        return nodes.stream().filter(peer -> !peer.equals(node)).toList();
    }

    /**
     * A permanent neighbour entry with nobody's address: unlike a blackhole route it fails no send, and no ARP mends
     * it.
     */
    private static void mislead(Node sender, Node receiver) {
        sender.namespace()
                .ip(
                        "neighbour",
                        "replace",
                        receiver.address(),
                        "lladdr",
                        NOBODY.toString(),
                        "nud",
                        "permanent",
                        "dev",
                        Node.INTERFACE);
    }

    private static void reconcile(Node sender, Node receiver) {
        String entries = sender.namespace().ip("neighbour", "show", receiver.address(), "nud", "permanent");
        if (!entries.isBlank()) {
            sender.namespace().ip("neighbour", "delete", receiver.address(), "dev", Node.INTERFACE);
        }
    }

    /** Leaves everything in place at the end of this JVM. */
    public void keep() {
        Runtime.getRuntime().removeShutdownHook(removal);
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(removal);
        } catch (IllegalStateException shuttingDown) {
            // The hook does the same; removing twice is harmless.
        }
        remove();
    }

    private void remove() {
        List<NetworkNamespace> all =
                new ArrayList<>(nodes.stream().map(Node::namespace).toList());
        all.addAll(List.of(client, observer, hub));
        RuntimeException failure = null;
        for (NetworkNamespace namespace : all) {
            try {
                namespace.delete();
            } catch (RuntimeException e) {
                if (failure == null) {
                    failure = new IllegalStateException("cannot remove the network " + prefix);
                }
                failure.addSuppressed(e);
            }
        }
        if (failure != null) {
            throw failure;
        }
    }
}
