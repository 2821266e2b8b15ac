package dev.quorumvip.e2e.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.e2e.net.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * An image's files, as a container engine unpacks them.
 *
 * @param root where they are
 * @param config what the image says of how it is run
 */
record UnpackedImage(Path root, JsonNode config) {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** What a container may do when its manifest drops all capabilities and adds these two, as the agent's does. */
    static final String AGENT_RIGHTS = "-all,+net_admin,+net_raw";

    static UnpackedImage of(Path archive, Path directory) throws IOException {
        Path blobs = Files.createDirectories(directory.resolve("archive"));
        Path root = Files.createDirectories(directory.resolve("root"));
        Command.run("tar", "--extract", "--file", archive.toString(), "--directory", blobs.toString());
        JsonNode manifest =
                JSON.readTree(blobs.resolve("manifest.json").toFile()).get(0);
        for (JsonNode layer : manifest.get("Layers")) {
            Command.run(
                    "tar",
                    "--extract",
                    "--preserve-permissions",
                    "--xattrs",
                    "--xattrs-include=security.*",
                    "--file",
                    blobs.resolve(layer.asText()).toString(),
                    "--directory",
                    root.toString());
        }
        return new UnpackedImage(
                root,
                JSON.readTree(blobs.resolve(manifest.get("Config").asText()).toFile()));
    }

    /** Paths of all files, relative to the root, without directories and links. */
    List<Path> files() throws IOException {
        try (Stream<Path> paths = Files.walk(root)) {
            return paths.filter(path -> Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS))
                    .map(root::relativize)
                    .toList();
        }
    }

    /**
     * A command that runs the image's entrypoint in the image's files, as its user and with no right but those of {@code rights}
     * to gain, on a file system that cannot be written but for {@code /tmp} and {@code data}. It ends by becoming the agent.
     *
     * @param rights as setpriv(1) has them in {@code --bounding-set}
     */
    List<String> command(String rights, Path data, String... arguments) {
        // The image's own setpriv: it is root here, as the engine is, until it is not.
        String script = "set -e; mount --bind \"$1\" \"$1\"; mount --bind \"$2\" \"$1/var/lib/quorumvip\";"
                + " mount --bind \"$1/tmp\" \"$1/tmp\"; mount -t tmpfs -o mode=1777 tmp \"$1/tmp\"; mount -t proc proc \"$1/proc\";"
                + " mount --rbind /dev \"$1/dev\"; mount -o remount,bind,ro \"$1\"; root=$1; rights=$3; shift 3;"
                + " exec env -i PATH=/opt/quorumvip/bin:/usr/bin:/usr/sbin QUORUMVIP_DATA_DIR=/var/lib/quorumvip"
                + " chroot \"$root\" /opt/quorumvip/bin/setpriv --bounding-set \"$rights\" --inh-caps -all"
                + " --reuid 65532 --regid 65532 --clear-groups \"$@\"";
        List<String> command = new ArrayList<>(
                List.of("unshare", "--mount", "bash", "-c", script, "-", root.toString(), data.toString(), rights));
        config.get("config").get("Entrypoint").forEach(word -> command.add(word.asText()));
        command.addAll(List.of(arguments));
        return command;
    }
}
