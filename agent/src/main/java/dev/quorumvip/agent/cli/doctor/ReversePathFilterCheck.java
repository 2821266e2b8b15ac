package dev.quorumvip.agent.cli.doctor;

/** Whether the strict reverse path filter (RFC 3704 §2.2) could drop packets to a VIP that have another way back. */
record ReversePathFilterCheck(HostFiles host, String iface) implements Check {
    private static final String WHAT = "rp_filter";
    private static final int STRICT = 1;

    @Override
    public Finding run() {
        boolean strict = Interfaces.effective(host, iface, WHAT) == STRICT;
        if (!strict || Interfaces.othersUp(host, iface).isEmpty()) {
            return Finding.ok(WHAT, strict ? "strict, but " + iface + " is the only way" : "not strict on " + iface);
        }
        return Finding.warn(
                WHAT,
                "strict on " + iface + ": drops packets to a VIP from clients that are routed by another interface",
                "sysctl -w net.ipv4.conf." + iface + ".rp_filter=2");
    }
}
