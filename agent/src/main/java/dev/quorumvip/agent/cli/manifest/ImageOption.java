package dev.quorumvip.agent.cli.manifest;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked where the agent runs in a container. */
final class ImageOption {
    @Option(names = "--image", paramLabel = "IMAGE", description = "The agent's image. Default: that of this release")
    @Nullable
    String image;
}
