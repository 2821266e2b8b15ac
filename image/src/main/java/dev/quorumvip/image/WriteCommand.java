package dev.quorumvip.image;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Writes the image. Prints its digest, and to standard error what each layer takes. */
@Command(name = "write", description = "writes an image from directories")
final class WriteCommand implements Callable<Integer> {
    private static final double MEBIBYTE = 1024 * 1024;

    @Option(
            names = "--layer",
            required = true,
            paramLabel = "NAME=DIRECTORY",
            description = "from the lowest to the highest")
    private Map<String, Path> layers = new LinkedHashMap<>();

    @Option(names = "--owner", paramLabel = "PATH=UID")
    private Map<String, Integer> owners = new TreeMap<>();

    @Option(names = "--mode", paramLabel = "PATH=OCTAL")
    private Map<String, String> modes = new TreeMap<>();

    @Option(
            names = "--capabilities",
            paramLabel = "PATH=cap_x;cap_y",
            description = "permitted, to who executes the file")
    private Map<String, String> capabilities = new TreeMap<>();

    @Option(names = "--arch", required = true)
    private String architecture = "";

    @Option(names = "--name", required = true, paramLabel = "NAME:TAG")
    private String name = "";

    @Option(
            names = "--created",
            required = true,
            paramLabel = "SECONDS",
            description = "since 1970, of image and all files")
    private long created;

    @Option(names = "--user", required = true)
    private String user = "";

    @Option(names = "--entrypoint", required = true)
    private List<String> entrypoint = new ArrayList<>();

    @Option(names = "--command")
    private List<String> command = new ArrayList<>();

    @Option(names = "--env", paramLabel = "NAME=VALUE")
    private List<String> environment = new ArrayList<>();

    @Option(names = "--label", paramLabel = "NAME=VALUE")
    private Map<String, String> labels = new TreeMap<>();

    @Parameters(paramLabel = "FILE")
    private Path file = Path.of("");

    @Override
    public Integer call() throws IOException {
        Instant moment = Instant.ofEpochSecond(created);
        Map<String, Integer> permissions = new TreeMap<>();
        modes.forEach((path, mode) -> permissions.put(path, Integer.parseInt(mode, 8)));
        Map<String, FileCapabilities> gained = new TreeMap<>();
        capabilities.forEach((path, names) -> gained.put(path, FileCapabilities.parse(names)));

        Path blobs = Files.createTempDirectory("quorumvip-image");
        List<Layer> written = new ArrayList<>();
        try {
            LayerWriter writer = new LayerWriter(new FileRules(owners, permissions, gained), moment);
            for (Map.Entry<String, Path> layer : layers.entrySet()) {
                written.add(writer.write(layer.getKey(), layer.getValue(), blobs.resolve(written.size() + ".tar.gz")));
            }
            ImageConfig config = new ImageConfig(architecture, moment, user, entrypoint, command, environment, labels);
            System.out.println(ImageArchive.write(file, name, config, written));
        } finally {
            remove(blobs);
        }
        report(written);
        return CommandLine.ExitCode.OK;
    }

    private static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path each : files) {
                Files.delete(each);
            }
        }
        Files.delete(directory);
    }

    private static void report(List<Layer> layers) {
        for (Layer layer : layers) {
            System.err.printf(
                    "%-12s %7.1f MiB, %6.1f MiB packed%n",
                    layer.name(), layer.unpackedSize() / MEBIBYTE, layer.size() / MEBIBYTE);
        }
        System.err.printf(
                "%-12s %7.1f MiB, %6.1f MiB packed%n",
                "together",
                layers.stream().mapToLong(Layer::unpackedSize).sum() / MEBIBYTE,
                layers.stream().mapToLong(Layer::size).sum() / MEBIBYTE);
    }
}
