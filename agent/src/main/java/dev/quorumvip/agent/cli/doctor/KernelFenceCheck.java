package dev.quorumvip.agent.cli.doctor;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.nftables.NftFence;
import java.io.IOException;
import java.util.Optional;

/** Whether the kernel fence can be armed on an interface, by arming one that guards nothing. */
record KernelFenceCheck(String iface, Trial trial) implements Check {
    private static final String WHAT = "kernel fence";

    /** Its own, so that it touches no agent's. */
    private static final String TABLE = "quorumvip_doctor";

    /** Arms a fence and takes it away again. */
    @FunctionalInterface
    interface Trial {
        /** @return false if there is no such interface */
        boolean arm(String iface) throws IOException;
    }

    static KernelFenceCheck ofThisMachine(String iface) {
        return new KernelFenceCheck(iface, KernelFenceCheck::arm);
    }

    @Override
    public Finding run() {
        try {
            return trial.arm(iface)
                    ? Finding.ok(WHAT, "can be armed on " + iface)
                    : Finding.warn(WHAT, "not tried: there is no interface " + iface, "name another --iface");
        } catch (IOException e) {
            return Finding.warn(
                    WHAT,
                    "cannot be armed on " + iface + ", failover takes seconds instead: " + e.getMessage(),
                    "give it CAP_NET_ADMIN, and a kernel from 5.16 on with nf_tables and its netdev family");
        }
    }

    private static boolean arm(String iface) throws IOException {
        try (RtnlLinkTable links = RtnlLinkTable.open()) {
            Optional<Link> link = links.byName(iface);
            if (link.isEmpty()) {
                return false;
            }
            NftFence.open(TABLE, link.get(), System::nanoTime).close();
            return true;
        }
    }
}
