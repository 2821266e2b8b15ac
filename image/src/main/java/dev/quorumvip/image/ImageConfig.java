package dev.quorumvip.image;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/**
 * What an image says of itself, apart from its layers.
 *
 * @param architecture as Go names it: {@code amd64}, {@code arm64}
 * @param user {@code UID:GID}
 * @param entrypoint the program and its first arguments
 * @param command the arguments that stand in for what the one who runs it does not say
 * @param environment {@code NAME=VALUE}
 * @param labels by name
 */
record ImageConfig(
        String architecture,
        Instant created,
        String user,
        List<String> entrypoint,
        List<String> command,
        List<String> environment,
        Map<String, String> labels) {
    ImageConfig {
        entrypoint = List.copyOf(entrypoint);
        command = List.copyOf(command);
        environment = List.copyOf(environment);
        labels = Map.copyOf(labels);
    }
}
