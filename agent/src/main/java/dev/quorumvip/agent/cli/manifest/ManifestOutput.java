package dev.quorumvip.agent.cli.manifest;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Prints files, or writes them where they belong. */
final class ManifestOutput {
    private final PrintWriter out;

    ManifestOutput(PrintWriter out) {
        this.out = out;
    }

    /** All of them, each after a comment with its path, as one stream. */
    void print(List<ManifestFile> files, String separator) {
        out.print(files.stream().map(ManifestFile::commented).collect(Collectors.joining(separator)));
        out.flush();
    }

    /**
     * Writes each file below a directory, the last one last, each at once: a kubelet starts what it sees.
     *
     * @throws IOException if a file is there with other content, before anything is written, or if one cannot be written
     */
    void write(List<ManifestFile> files, Path directory) throws IOException {
        List<String> others = new ArrayList<>();
        for (ManifestFile file : files) {
            Path target = target(directory, file);
            if (Files.exists(target) && !Files.readString(target).equals(file.commented())) {
                others.add(target.toString());
            }
        }
        if (!others.isEmpty()) {
            throw new IOException("not replaced, and nothing written: " + String.join(", ", others)
                    + " is there with other content; remove it first");
        }
        for (ManifestFile file : files) {
            Path target = target(directory, file);
            Files.createDirectories(target.toAbsolutePath().getParent());
            // The kubelet passes over names that begin with a dot.
            Path half = target.resolveSibling("." + target.getFileName() + ".half");
            Files.write(half, file.commented().getBytes(StandardCharsets.UTF_8));
            Files.move(half, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            out.println("written: " + target);
        }
        out.flush();
    }

    private static Path target(Path directory, ManifestFile file) {
        return directory.resolve(file.path().substring(1));
    }
}
