package dev.quorumvip.agent.cli.doctor;

import java.math.BigInteger;
import java.util.Optional;

/** Whether this process has a capability in effect: the line CapEff of proc_pid_status(5). */
record CapabilityCheck(HostFiles host, Capability capability) implements Check {

    /** The capabilities that an agent needs; numbers of linux/capability.h. */
    enum Capability {
        CAP_NET_ADMIN(12, "to bind addresses"),
        CAP_NET_RAW(13, "to announce them");

        private final int bit;
        private final String purpose;

        Capability(int bit, String purpose) {
            this.bit = bit;
            this.purpose = purpose;
        }
    }

    private static final String FIELD = "CapEff:";

    @Override
    public Finding run() {
        Optional<String> effective = host.lines("/proc/self/status").stream()
                .filter(line -> line.startsWith(FIELD))
                .map(line -> line.substring(FIELD.length()).strip())
                .filter(hex -> hex.matches("[0-9a-f]{1,16}"))
                .findFirst();
        if (effective.isEmpty()) {
            return Finding.warn(capability.name(), "cannot be told from /proc/self/status", "mount /proc");
        }
        if (new BigInteger(effective.get(), 16).testBit(capability.bit)) {
            return Finding.ok(capability.name(), "in effect");
        }
        return Finding.fail(
                capability.name(),
                "is missing, needed " + capability.purpose,
                "run as root, or with AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW in the systemd unit");
    }
}
