package dev.quorumvip.agent.storage;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Random;

/** Another process that has a data directory open until it is killed. */
final class LockHolder implements AutoCloseable {
    private final Process process;

    private LockHolder(Process process) {
        this.process = process;
    }

    /** Returns when the other process has the directory open. */
    static LockHolder start(Path directory) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockHolder.class.getName(),
                        directory.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        if (process.getInputStream().read() != '!') {
            process.destroyForcibly();
            throw new IOException("the other process did not get the lock");
        }
        return new LockHolder(process);
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
    }

    public static void main(String[] args) throws IOException {
        DataDirectory directory = DataDirectory.open(Path.of(args[0]), new Random(1), InstantSource.system());
        System.out.print("!" + directory.path());
        System.out.flush();
        try (InputStream untilKilled = System.in) {
            while (untilKilled.read() >= 0) {}
        }
        directory.close();
    }
}
