package dev.quorumvip.agent.cli.doctor;

import java.util.Optional;

/** Whether the interface for the VIPs exists, is up, has carrier, and speaks ARP. */
record InterfaceCheck(HostFiles host, String iface) implements Check {
    // linux/if.h
    private static final int IFF_UP = 0x1;
    private static final int IFF_LOOPBACK = 0x8;
    private static final int IFF_NOARP = 0x80;

    @Override
    public Finding run() {
        String what = "interface " + iface;
        if (!exists()) {
            return Finding.fail(what, "does not exist", "name one of: " + String.join(", ", Interfaces.names(host)));
        }
        Optional<Integer> flags = Interfaces.flags(host, iface);
        if (flags.isEmpty()) {
            return Finding.warn(
                    what, "exists, but /sys shows another network namespace", "mount /sys in this namespace");
        }
        if ((flags.get() & IFF_UP) == 0) {
            return Finding.fail(what, "is down", "ip link set " + iface + " up");
        }
        // Reading it fails with EINVAL while the interface is down, and some drivers do not have it.
        if (host.read(Interfaces.directory(iface) + "/carrier")
                .filter("0"::equals)
                .isPresent()) {
            return Finding.fail(
                    what, "has no carrier, so it holds no VIP", "plug in the cable, or mend the switch port");
        }
        if ((flags.get() & (IFF_LOOPBACK | IFF_NOARP)) != 0) {
            return Finding.warn(
                    what, "speaks no ARP: other machines will not find the VIP", "name an Ethernet interface");
        }
        return Finding.ok(what, "is up with carrier");
    }

    /** /proc/net is that of the process' network namespace, whatever /sys was mounted for. */
    private boolean exists() {
        return Interfaces.names(host).contains(iface);
    }
}
