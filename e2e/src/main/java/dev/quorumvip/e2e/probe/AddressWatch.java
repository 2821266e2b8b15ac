package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.NetworkNamespace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** When addresses come to and go from the interfaces of a namespace, by {@code ip monitor} and its time stamps. */
public final class AddressWatch implements AutoCloseable {
    /** As in {@code [2026-01-01T10:00:00.123456] 2: eth0    inet6 fd00:77::50/128 scope global …}. */
    private static final Pattern LINE = Pattern.compile("\\[(\\S+)] *(Deleted )?\\d+: \\S+ +inet6? ([^/ ]+)/\\d+ .*");

    private final Path seen;
    private final Process monitor;

    private AddressWatch(Path seen, Process monitor) {
        this.seen = seen;
        this.monitor = monitor;
    }

    /** Begins. What happens in the first moments, until the program listens, is not seen. */
    public static AddressWatch start(NetworkNamespace namespace) throws IOException {
        Path seen = Files.createTempFile("quorumvip-addresses", ".txt");
        return new AddressWatch(
                seen, namespace.start(List.of("ip", "-tshort", "-oneline", "monitor", "address"), seen));
    }

    /** When this address, given without prefix length, first came after {@code since}; empty while it has not. */
    public Optional<Instant> added(String address, Instant since) {
        return first(address, since, false);
    }

    /** When it first went after {@code since}; empty while it has not. */
    public Optional<Instant> removed(String address, Instant since) {
        return first(address, since, true);
    }

    private Optional<Instant> first(String address, Instant since, boolean removed) {
        try {
            return Files.readAllLines(seen).stream()
                    .map(LINE::matcher)
                    .filter(Matcher::matches)
                    .filter(line -> line.group(3).equals(address) && (line.group(2) != null) == removed)
                    .map(line -> instant(line.group(1)))
                    .filter(at -> at.isAfter(since))
                    .findFirst();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Instant instant(String local) {
        return LocalDateTime.parse(local).atZone(ZoneId.systemDefault()).toInstant();
    }

    @Override
    public void close() throws IOException {
        monitor.destroy();
        Files.deleteIfExists(seen);
    }
}
