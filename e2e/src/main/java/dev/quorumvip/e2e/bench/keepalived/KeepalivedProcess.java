package dev.quorumvip.e2e.bench.keepalived;

import static dev.quorumvip.e2e.net.Libc.C;

import com.sun.jna.LastErrorException;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Libc;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;

/** One life of keepalived on a node: a parent that watches, and a child that speaks VRRP. */
final class KeepalivedProcess {
    private static final Duration END = Duration.ofSeconds(10);

    private final Process parent;

    private KeepalivedProcess(Process parent) {
        this.parent = parent;
    }

    /** @param directory for its process id files and its log */
    static KeepalivedProcess start(Node node, Path config, Path directory) {
        List<String> command = List.of(
                "keepalived",
                "--use-file=" + config,
                "--vrrp",
                "--dont-fork",
                "--log-console",
                "--no-syslog",
                "--pid=" + directory.resolve(node.name() + ".pid"),
                "--vrrp_pid=" + directory.resolve(node.name() + ".vrrp.pid"));
        try {
            Path log = directory.resolve(node.name() + ".log");
            return new KeepalivedProcess(node.namespace().start(command, log));
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start keepalived on " + node, e);
        }
    }

    /** Whether both processes are there. */
    boolean runs() {
        return parent.isAlive() && !children().isEmpty();
    }

    /**
     * All processes of it. The parent is stopped first: it would start a child that dies again, and a child whose parent
     * dies gives the VIP up in good order.
     */
    void kill() {
        List<Integer> children = children();
        signal(pid(), Libc.SIGSTOP);
        children.forEach(child -> signal(child, Libc.SIGKILL));
        signal(pid(), Libc.SIGKILL);
        awaitEnd(END);
    }

    void pause() {
        List<Integer> children = children();
        signal(pid(), Libc.SIGSTOP);
        children.forEach(child -> signal(child, Libc.SIGSTOP));
    }

    void resume() {
        children().forEach(child -> signal(child, Libc.SIGCONT));
        signal(pid(), Libc.SIGCONT);
    }

    void terminate() {
        signal(pid(), Libc.SIGTERM);
    }

    OptionalInt awaitEnd(Duration limit) {
        return Command.awaitEnd(parent, limit);
    }

    private int pid() {
        return Math.toIntExact(parent.pid());
    }

    private List<Integer> children() {
        return parent.descendants().map(child -> Math.toIntExact(child.pid())).toList();
    }

    private static void signal(int pid, int signal) {
        try {
            C.kill(pid, signal);
        } catch (LastErrorException gone) {
            // It has ended by itself, and the run will see that.
        }
    }
}
