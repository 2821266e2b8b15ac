package dev.quorumvip.e2e.bench.footprint;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What proc(5) says of a process. */
public final class ProcessCost {
    /** USER_HZ, which is 100 on all architectures that Java 25 runs on (asm-generic/param.h). */
    private static final int TICKS_PER_SECOND = 100;

    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");

    /** utime and stime are the 14th and the 15th; counted from after the command's name, which may have blanks in it. */
    private static final int UTIME = 11;

    private static final int STIME = 12;

    private ProcessCost() {}

    /** What the process has in memory: its own and what it shares, in MB of 10⁶ bytes. */
    public static double residentMegabytes(long pid) {
        return residentMegabytes(read(pid, "status"));
    }

    static double residentMegabytes(String status) {
        Matcher matcher = RESIDENT.matcher(status);
        if (!matcher.find()) {
            throw new IllegalStateException("no VmRSS in the status of a process that has ended");
        }
        return Long.parseLong(matcher.group(1)) * 1024 / 1e6;
    }

    /** What all threads of the process have used of the processors so far. */
    public static Duration processorTime(long pid) {
        return processorTime(read(pid, "stat"));
    }

    static Duration processorTime(String stat) {
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME]);
        return Duration.ofMillis(ticks * 1000 / TICKS_PER_SECOND);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
