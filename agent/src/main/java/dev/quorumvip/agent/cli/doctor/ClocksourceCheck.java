package dev.quorumvip.agent.cli.doctor;

import java.util.Set;

/**
 * Which counter the kernel's clocks run on. The slow ones are what it falls back to when the better one proved
 * unsteady.
 */
record ClocksourceCheck(HostFiles host) implements Check {
    private static final String WHAT = "clocksource";
    private static final Set<String> FALLBACKS = Set.of("jiffies", "refined-jiffies", "acpi_pm", "hpet", "pit");

    @Override
    public Finding run() {
        return host.read("/sys/devices/system/clocksource/clocksource0/current_clocksource")
                .map(ClocksourceCheck::judge)
                .orElseGet(() -> Finding.warn(WHAT, "cannot be told from /sys", "mount /sys"));
    }

    private static Finding judge(String name) {
        return FALLBACKS.contains(name)
                ? Finding.warn(
                        WHAT,
                        name + " is a fallback: the processor's counter is missing or was found unsteady",
                        "look for 'clocksource' in dmesg; in a virtual machine, choose the hypervisor's clock")
                : Finding.ok(WHAT, name);
    }
}
