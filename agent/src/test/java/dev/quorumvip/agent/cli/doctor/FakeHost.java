package dev.quorumvip.agent.cli.doctor;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A directory that looks like the root of a machine, as far as a test says. */
final class FakeHost {
    private final Path root;

    FakeHost(Path root) {
        this.root = root;
    }

    HostFiles files() {
        return new HostFiles(root);
    }

    FakeHost file(String path, String content) {
        try {
            Path file = root.resolve(path.substring(1));
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    FakeHost interfaces(String... names) {
        StringBuilder lines = new StringBuilder("Inter-|   Receive\n face |bytes\n");
        for (String name : names) {
            lines.append("  ").append(name).append(": 0 0\n");
        }
        return file("/proc/self/net/dev", lines.toString());
    }

    FakeHost flags(String iface, String flags) {
        return file("/sys/class/net/" + iface + "/flags", flags + "\n");
    }

    FakeHost ipv4(String iface, String sysctl, int value) {
        return file("/proc/sys/net/ipv4/conf/" + iface + "/" + sysctl, value + "\n");
    }
}
