package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * A tmpfs of a few pages, mounted on a directory of the test until it is closed. Mode bits do not stop root, a full or
 * read-only file system does.
 */
final class TinyFileSystem implements AutoCloseable {
    private final Path directory;

    private TinyFileSystem(Path directory) {
        this.directory = directory;
    }

    static TinyFileSystem mount(Path directory) throws IOException {
        assumeTrue("root".equals(System.getProperty("user.name")), "only root can mount");
        Files.createDirectories(directory);
        run("mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", directory.toString());
        return new TinyFileSystem(directory);
    }

    void makeReadOnly() throws IOException {
        run("mount", "-o", "remount,ro", directory.toString());
    }

    /** Leaves not one page free. */
    void fill() throws IOException {
        try (var out = Files.newOutputStream(filler(), StandardOpenOption.CREATE)) {
            byte[] page = new byte[4096];
            while (true) {
                out.write(page);
            }
        } catch (IOException e) {
            assertThat(e).hasMessageContaining("No space left");
        }
    }

    void makeRoom() throws IOException {
        Files.delete(filler());
    }

    @Override
    public void close() throws IOException {
        run("umount", directory.toString());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.onExit().join().exitValue()).as(output).isZero();
    }
}
