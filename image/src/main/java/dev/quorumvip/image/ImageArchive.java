package dev.quorumvip.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/**
 * One file with a whole image, an OCI layout and a Docker archive in one, as {@code docker save} writes it: {@code ctr image
 * import}, {@code docker load}, {@code podman load} and {@code skopeo copy} all take it.
 */
final class ImageArchive {
    private static final String MANIFEST_TYPE = "application/vnd.oci.image.manifest.v1+json";
    private static final String CONFIG_TYPE = "application/vnd.oci.image.config.v1+json";
    private static final String LAYER_TYPE = "application/vnd.oci.image.layer.v1.tar+gzip";

    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    private ImageArchive() {}

    /**
     * Writes the image.
     *
     * @param name as in {@code quorum-vip:0.1.0}
     * @return the image's digest, {@code sha256:…} of its manifest
     * @throws IOException if a layer's blob cannot be read or the file not be written
     */
    static String write(Path file, String name, ImageConfig config, List<Layer> layers) throws IOException {
        byte[] configuration = JSON.writeValueAsBytes(configuration(config, layers));
        byte[] manifest = JSON.writeValueAsBytes(manifest(configuration, layers));
        Map<String, byte[]> texts = new TreeMap<>();
        texts.put("oci-layout", JSON.writeValueAsBytes(Map.of("imageLayoutVersion", "1.0.0")));
        texts.put("index.json", JSON.writeValueAsBytes(index(name, config, manifest)));
        texts.put("manifest.json", JSON.writeValueAsBytes(dockerManifest(name, configuration, layers)));
        texts.put(blobPath(Sha256.of(configuration)), configuration);
        texts.put(blobPath(Sha256.of(manifest)), manifest);

        try (TarArchiveOutputStream tar =
                new TarArchiveOutputStream(Files.newOutputStream(file), StandardCharsets.UTF_8.name())) {
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Map.Entry<String, byte[]> text : texts.entrySet()) {
                tar.putArchiveEntry(entry(text.getKey(), text.getValue().length, config.created()));
                tar.write(text.getValue());
                tar.closeArchiveEntry();
            }
            for (Layer layer : layers) {
                tar.putArchiveEntry(entry(blobPath(layer.digest()), layer.size(), config.created()));
                Files.copy(layer.blob(), tar);
                tar.closeArchiveEntry();
            }
        }
        return Sha256.of(manifest);
    }

    private static Map<String, Object> configuration(ImageConfig config, List<Layer> layers) {
        Map<String, Object> run = new LinkedHashMap<>();
        run.put("User", config.user());
        run.put("Entrypoint", config.entrypoint());
        run.put("Cmd", config.command());
        run.put("Env", config.environment());
        run.put("Labels", config.labels());
        run.put("WorkingDir", "/");
        String created = config.created().toString();
        return Map.of(
                "architecture",
                config.architecture(),
                "os",
                "linux",
                "created",
                created,
                "config",
                run,
                "rootfs",
                Map.of(
                        "type",
                        "layers",
                        "diff_ids",
                        layers.stream().map(Layer::diffId).toList()),
                "history",
                layers.stream()
                        .map(layer -> Map.of("created", created, "created_by", "quorum-vip bin/image: " + layer.name()))
                        .toList());
    }

    private static Map<String, Object> manifest(byte[] configuration, List<Layer> layers) {
        return Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MANIFEST_TYPE,
                "config",
                descriptor(CONFIG_TYPE, Sha256.of(configuration), configuration.length),
                "layers",
                layers.stream()
                        .map(layer -> descriptor(LAYER_TYPE, layer.digest(), layer.size()))
                        .toList());
    }

    private static Map<String, Object> index(String name, ImageConfig config, byte[] manifest) {
        Map<String, Object> descriptor = descriptor(MANIFEST_TYPE, Sha256.of(manifest), manifest.length);
        descriptor.put("platform", Map.of("os", "linux", "architecture", config.architecture()));
        descriptor.put(
                "annotations",
                Map.of(
                        "io.containerd.image.name",
                        qualified(name),
                        "org.opencontainers.image.ref.name",
                        name.substring(name.lastIndexOf(':') + 1)));
        return Map.of(
                "schemaVersion",
                2,
                "mediaType",
                "application/vnd.oci.image.index.v1+json",
                "manifests",
                List.of(descriptor));
    }

    private static List<Map<String, Object>> dockerManifest(String name, byte[] configuration, List<Layer> layers) {
        return List.of(Map.of(
                "Config",
                blobPath(Sha256.of(configuration)),
                "RepoTags",
                List.of(name),
                "Layers",
                layers.stream().map(layer -> blobPath(layer.digest())).toList()));
    }

    private static Map<String, Object> descriptor(String type, String digest, long size) {
        Map<String, Object> descriptor = new LinkedHashMap<>();
        descriptor.put("mediaType", type);
        descriptor.put("digest", digest);
        descriptor.put("size", size);
        return descriptor;
    }

    /** Containerd wants the registry in a name, and takes none for Docker's. */
    private static String qualified(String name) {
        int slash = name.indexOf('/');
        if (slash < 0) {
            return "docker.io/library/" + name;
        }
        String first = name.substring(0, slash);
        boolean registry = first.contains(".") || first.contains(":") || first.equals("localhost");
        return registry ? name : "docker.io/" + name;
    }

    private static String blobPath(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }

    private static TarArchiveEntry entry(String name, long size, Instant modified) {
        TarArchiveEntry entry = new TarArchiveEntry(name);
        entry.setSize(size);
        entry.setModTime(modified.toEpochMilli());
        entry.setIds(0, 0);
        return entry;
    }
}
