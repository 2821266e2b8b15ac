package dev.quorumvip.e2e.bench.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a result means nothing without. */
public record MachineFacts(int cores, String processor, long memoryMebibytes, String kernel, String jdk) {
    /** Those of this machine. */
    public static MachineFacts here() {
        return new MachineFacts(
                Runtime.getRuntime().availableProcessors(),
                field("/proc/cpuinfo", "model name"),
                Long.parseLong(field("/proc/meminfo", "MemTotal").replaceAll("\\D", "")) >> 10,
                read("/proc/sys/kernel/osrelease").strip(),
                System.getProperty("java.vm.vendor") + " " + Runtime.version());
    }

    private static String field(String file, String name) {
        return read(file)
                .lines()
                .filter(line -> line.startsWith(name))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("0");
    }

    private static String read(String file) {
        try {
            return Files.readString(Path.of(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "%d cores (%s), %.1f GiB, Linux %s, %s",
                cores,
                processor,
                memoryMebibytes / 1024.0,
                kernel,
                jdk);
    }
}
