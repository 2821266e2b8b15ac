package dev.quorumvip.e2e.agent;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Where the launcher is: under the directory that the property {@value #HOME_PROPERTY} names, or the working directory.
 */
public final class Launcher {
    public static final String HOME_PROPERTY = "quorumvip.home";

    private Launcher() {}

    /** @throws IllegalStateException when there is none */
    public static Path path() {
        Path launcher = Path.of(System.getProperty(HOME_PROPERTY, "."))
                .resolve("bin/quorumvip")
                .toAbsolutePath()
                .normalize();
        if (!Files.isExecutable(launcher)) {
            throw new IllegalStateException(launcher + " is not there: set -D" + HOME_PROPERTY + "=CHECKOUT");
        }
        return launcher;
    }
}
