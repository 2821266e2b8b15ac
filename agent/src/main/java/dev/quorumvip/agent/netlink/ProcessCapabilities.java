package dev.quorumvip.agent.netlink;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Which of the capabilities an agent needs are effective in this process (capabilities(7)).
 *
 * @param netAdmin CAP_NET_ADMIN: may change addresses
 * @param netRaw CAP_NET_RAW: may send and receive frames
 */
public record ProcessCapabilities(boolean netAdmin, boolean netRaw) {
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String EFFECTIVE = "CapEff:";
    private static final int CAP_NET_ADMIN = 12; // linux/capability.h
    private static final int CAP_NET_RAW = 13;

    /**
     * Asks the kernel about this process.
     *
     * @throws IOException if /proc is not mounted, or does not tell
     */
    public static ProcessCapabilities ofThisProcess() throws IOException {
        return parse(Files.readString(STATUS));
    }

    /**
     * Reads what a process may do.
     *
     * @param status the text of a {@code /proc/PID/status} (proc_pid_status(5))
     * @throws IOException if it has no readable CapEff line
     */
    static ProcessCapabilities parse(String status) throws IOException {
        String mask = status.lines()
                .filter(line -> line.startsWith(EFFECTIVE))
                .map(line -> line.substring(EFFECTIVE.length()).strip())
                .findFirst()
                .orElseThrow(() -> new IOException(STATUS + ": no " + EFFECTIVE + " line"));
        try {
            long bits = Long.parseUnsignedLong(mask, 16);
            return new ProcessCapabilities(((bits >>> CAP_NET_ADMIN) & 1) == 1, ((bits >>> CAP_NET_RAW) & 1) == 1);
        } catch (NumberFormatException e) {
            throw new IOException(STATUS + ": " + EFFECTIVE + " " + mask + " is no mask", e);
        }
    }
}
