package dev.quorumvip.e2e.bench.calm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that do nothing but take processor time, one for each core. They end when closed, and with the JVM. */
final class BusyLoops implements AutoCloseable {
    private final List<Process> processes = new ArrayList<>();
    private final Thread end = new Thread(this::end, "end-busy-loops");

    private BusyLoops() {}

    static BusyLoops start(int count) throws IOException {
        BusyLoops loops = new BusyLoops();
        Runtime.getRuntime().addShutdownHook(loops.end);
        for (int i = 0; i < count; i++) {
            loops.processes.add(new ProcessBuilder("sh", "-c", "while :; do :; done")
                    .redirectInput(Path.of("/dev/null").toFile())
                    .start());
        }
        return loops;
    }

    private void end() {
        processes.forEach(Process::destroyForcibly);
    }

    @Override
    public void close() {
        end();
        try {
            Runtime.getRuntime().removeShutdownHook(end);
        } catch (IllegalStateException shuttingDown) {
            // The hook does the same; ending them twice is harmless.
        }
    }
}
