package dev.quorumvip.image;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageArchiveTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path directory;

    ImageArchiveTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void everyBlobIsThereUnderItsOwnDigest() throws IOException {
        Map<String, byte[]> files = write("ghcr.io/quorum-vip/quorum-vip:1");
        assertThat(files).hasSize(3 + 3);
        files.forEach((name, bytes) -> {
            if (name.startsWith("blobs/")) {
                assertThat("blobs/" + Sha256.of(bytes).replace(':', '/')).isEqualTo(name);
            }
        });
    }

    @Test
    void ociIndexAndDockerManifestNameTheSameConfigurationAndLayers() throws IOException {
        Map<String, byte[]> files = write("ghcr.io/quorum-vip/quorum-vip:1");
        JsonNode index = json(files, "index.json");
        JsonNode manifest = json(files, blob(index.at("/manifests/0/digest").asText()));
        JsonNode docker = json(files, "manifest.json").get(0);
        assertThat(docker.get("Config").asText())
                .isEqualTo(blob(manifest.at("/config/digest").asText()));
        assertThat(docker.at("/Layers/0").asText())
                .isEqualTo(blob(manifest.at("/layers/0/digest").asText()));
        assertThat(docker.at("/RepoTags/0").asText()).isEqualTo("ghcr.io/quorum-vip/quorum-vip:1");
        JsonNode config = json(files, docker.get("Config").asText());
        assertThat(config.at("/config/Entrypoint/0").asText()).isEqualTo("/run");
        assertThat(config.at("/config/User").asText()).isEqualTo("65532:65532");
        assertThat(config.at("/architecture").asText()).isEqualTo("arm64");
    }

    @Test
    void containerdIsToldTheWholeName() throws IOException {
        assertThat(containerdName("quorum-vip:1")).isEqualTo("docker.io/library/quorum-vip:1");
        assertThat(containerdName("someone/quorum-vip:1")).isEqualTo("docker.io/someone/quorum-vip:1");
        assertThat(containerdName("localhost/quorum-vip:1")).isEqualTo("localhost/quorum-vip:1");
        assertThat(containerdName("registry:5000/quorum-vip:1")).isEqualTo("registry:5000/quorum-vip:1");
    }

    private String containerdName(String name) throws IOException {
        return json(write(name), "index.json")
                .at("/manifests/0/annotations")
                .get("io.containerd.image.name")
                .asText();
    }

    private Map<String, byte[]> write(String name) throws IOException {
        Instant created = Instant.EPOCH;
        Path tree = Files.createDirectories(directory.resolve("tree"));
        Files.writeString(tree.resolve("run"), "#!/nothing");
        Layer layer = new LayerWriter(new FileRules(Map.of(), Map.of(), Map.of()), created)
                .write("all", tree, directory.resolve("layer"));
        ImageConfig config = new ImageConfig(
                "arm64", created, "65532:65532", List.of("/run"), List.of(), List.of("A=b"), Map.of("l", "m"));
        Path file = directory.resolve("image.tar");
        String digest = ImageArchive.write(file, name, config, List.of(layer));
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                files.put(entry.getName(), tar.readAllBytes());
            }
        }
        assertThat(files).containsKey(blob(digest));
        return files;
    }

    private static JsonNode json(Map<String, byte[]> files, String name) throws IOException {
        return JSON.readTree(files.get(name));
    }

    private static String blob(String digest) {
        return "blobs/" + digest.replace(':', '/');
    }
}
