package dev.quorumvip.agent.netlink;

/** Numbers that all families of netlink(7) share, named as {@code linux/netlink.h} names them. */
public final class Netlink {
    public static final int NLMSG_NOOP = 1;
    public static final int NLMSG_ERROR = 2;
    public static final int NLMSG_DONE = 3;

    public static final int NLM_F_REQUEST = 0x1;
    public static final int NLM_F_ACK = 0x4;
    public static final int NLM_F_DUMP_INTR = 0x10;
    public static final int NLM_F_REPLACE = 0x100;
    public static final int NLM_F_DUMP = 0x300;
    public static final int NLM_F_CREATE = 0x400;
    public static final int NLM_F_APPEND = 0x800;

    static final int NLM_F_ACK_TLVS = 0x200;
    static final int NLMSGERR_ATTR_MSG = 1;

    /** Messages and attributes begin at multiples of this many bytes. */
    static final int ALIGNMENT = 4;

    private Netlink() {}

    /** How many bytes of padding follow {@code length} bytes. */
    static int padding(int length) {
        return -length & (ALIGNMENT - 1);
    }
}
