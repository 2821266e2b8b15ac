package dev.quorumvip.e2e.net;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The prefix of one run's namespaces: {@code qve-PID-N}. The process id in it tells a later run whether the one that
 * made them still lives, so that what a killed run left behind is removed, and nothing else.
 */
record RunName(String prefix) {
    private static final Pattern FORM = Pattern.compile("qve-(\\d+)-\\d+-.*");
    private static final AtomicInteger NEXT = new AtomicInteger();

    static RunName next() {
        return new RunName("qve-" + ProcessHandle.current().pid() + "-" + NEXT.incrementAndGet());
    }

    /** Removes the namespaces of runs whose process has ended. */
    static void removeDeadRuns() {
        for (String name : NetworkNamespace.names()) {
            Matcher matcher = FORM.matcher(name);
            if (matcher.matches()
                    && ProcessHandle.of(Long.parseLong(matcher.group(1))).isEmpty()) {
                new NetworkNamespace(name).delete();
            }
        }
    }
}
