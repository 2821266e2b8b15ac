package dev.quorumvip.e2e.image;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.Launcher;
import dev.quorumvip.e2e.net.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** {@code bin/image}, with the jars that are there. */
public final class ImageBuild {
    private static final Duration LIMIT = Duration.ofMinutes(5);

    private ImageBuild() {}

    /** Builds it, and answers its digest. */
    public static String to(Path file) {
        Path script = Launcher.path().resolveSibling("image");
        Command.Outcome outcome =
                Command.attempt(List.of(script.toString(), "--no-build", "--output", file.toString()), LIMIT);
        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        return outcome.output()
                .lines()
                .filter(line -> line.startsWith("sha256:"))
                .findFirst()
                .orElseThrow();
    }
}
