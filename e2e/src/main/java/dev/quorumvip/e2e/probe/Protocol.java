package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.util.Optional;

/** How a virtual IP of one IP version is asked for and pinged, and what the frames say that are seen meanwhile. */
sealed interface Protocol permits ArpProtocol, NdpProtocol {
    /**
     * A question's sender address is one of so many, in turn, so that a reply, which repeats that address, tells its
     * question. Few, because each takes a place in the nodes' neighbour tables.
     */
    int SLOTS = 16;

    /** What a frame says, as far as a probe cares. */
    sealed interface Seen {
        /**
         * The probe's own question to one node.
         *
         * @param slot which of the sender's addresses it is from
         */
        record Question(MacAddress destination, int slot, long round) implements Seen {}

        /** A node's reply to a question. */
        record Reply(MacAddress mac, int slot) implements Seen {}

        /** A node tells everybody that it has the virtual IP. */
        record Announced(MacAddress mac, Announcement.Form form) implements Seen {}

        /** The virtual IP replied to a ping. */
        record EchoReply(int identifier, int sequence) implements Seen {}
    }

    /** @param vip the address without prefix length */
    static Protocol of(String vip) {
        return vip.contains(":") ? new NdpProtocol(NdpFrames.ipv6(vip)) : new ArpProtocol(vip, Frames.ipv4(vip));
    }

    /** For libpcap: all frames that ask for addresses or tell of them. */
    String neighbourFilter();

    /** For libpcap: the virtual IP's replies to pings. */
    String echoFilter();

    /** Asks one node alone whether it has the virtual IP. */
    byte[] question(MacAddress destination, MacAddress sender, long round);

    /** Empty when the frame is about something else. */
    Optional<Seen> read(byte[] frame);

    /** Pings the virtual IP from that namespace. */
    EchoSocket openEcho(NetworkNamespace namespace) throws Exception;

    /** The slot of a round. */
    static int slotOfRound(long round) {
        return (int) (round % SLOTS);
    }
}
