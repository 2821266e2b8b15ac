package dev.quorumvip.agent.cli.doctor;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the kernel keeps IFA_PROTO, which marks an address as ours: Linux 5.18. */
record KernelVersionCheck(HostFiles host) implements Check {
    private static final String WHAT = "kernel";
    private static final Pattern RELEASE = Pattern.compile("([0-9]{1,4})\\.([0-9]{1,4}).*");

    @Override
    public Finding run() {
        String release = host.read("/proc/sys/kernel/osrelease").orElse("unknown");
        Matcher matcher = RELEASE.matcher(release);
        if (!matcher.matches()) {
            return Finding.warn(WHAT, "release " + release + " cannot be read", "use Linux 5.18 or newer");
        }
        int major = Integer.parseInt(matcher.group(1));
        int minor = Integer.parseInt(matcher.group(2));
        if (major > 5 || (major == 5 && minor >= 18)) {
            return Finding.ok(WHAT, "Linux " + release + " marks addresses as ours");
        }
        return Finding.warn(
                WHAT,
                "Linux " + release + " cannot mark addresses as ours: leftovers are known from the data directory only",
                "use Linux 5.18 or newer");
    }
}
