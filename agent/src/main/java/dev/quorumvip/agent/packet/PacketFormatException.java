package dev.quorumvip.agent.packet;

/**
 * Bytes that are not the packet they were taken for. It is checked, because a packet comes from somebody else: whoever
 * reads one must decide what to do with a broken one.
 */
public final class PacketFormatException extends Exception {
    private final int offset;

    /**
     * @param what the field and what is wrong with it, for instance {@code "hardware type: 6 is not Ethernet"}
     * @param offset the byte, counted from the start of the packet, at which the field begins
     */
    public PacketFormatException(String what, int offset) {
        super(what + " (at byte " + offset + ")");
        this.offset = offset;
    }

    /** The byte, counted from the start of the packet, at which the unreadable field begins. */
    public int offset() {
        return offset;
    }
}
