package dev.quorumvip.agent.cli.doctor;

import java.util.List;

/**
 * Whether another interface would answer ARP for a VIP on {@code iface}: Linux does, unless arp_ignore says otherwise.
 */
record ArpIgnoreCheck(HostFiles host, String iface) implements Check {
    private static final String WHAT = "arp_ignore";

    @Override
    public Finding run() {
        List<String> talkative = Interfaces.othersUp(host, iface).stream()
                .filter(other -> Interfaces.effective(host, other, WHAT) == 0)
                .toList();
        if (talkative.isEmpty()) {
            return Finding.ok(WHAT, "no interface but " + iface + " answers ARP for its VIPs");
        }
        return Finding.warn(
                WHAT,
                String.join(", ", talkative) + " would answer ARP for a VIP on " + iface + " if on the same segment",
                "sysctl -w net.ipv4.conf.all.arp_ignore=1");
    }
}
