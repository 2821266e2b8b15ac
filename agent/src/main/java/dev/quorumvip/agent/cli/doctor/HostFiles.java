package dev.quorumvip.agent.cli.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The kernel's files under /proc and /sys.
 *
 * @param root {@code /}, or a directory of a test that looks like it
 */
record HostFiles(Path root) {

    /** The content without white space at the ends; empty if there is no such file or it cannot be read. */
    Optional<String> read(String path) {
        try {
            return Optional.of(Files.readString(resolve(path)).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The lines; none if there is no such file or it cannot be read. */
    List<String> lines(String path) {
        return read(path).stream().flatMap(String::lines).toList();
    }

    /** The number in a file that holds one; empty if there is none. */
    Optional<Integer> number(String path) {
        return read(path).filter(text -> text.matches("-?[0-9]{1,9}")).map(Integer::valueOf);
    }

    boolean exists(String path) {
        return Files.exists(resolve(path));
    }

    /** The names in a directory, sorted; none if there is no such directory. */
    List<String> list(String path) {
        try (Stream<Path> entries = Files.list(resolve(path))) {
            return entries.map(entry -> entry.getFileName().toString()).sorted().toList();
        } catch (IOException e) {
            return List.of();
        }
    }

    private Path resolve(String path) {
        return root.resolve(path.substring(1));
    }
}
