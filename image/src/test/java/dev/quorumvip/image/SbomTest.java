package dev.quorumvip.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SbomTest {
    private final Path directory;

    SbomTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void addsDebiansPackagesToMavens() throws IOException {
        Path maven = Files.writeString(
                directory.resolve("bom.json"), "{\"bomFormat\":\"CycloneDX\",\"components\":[{\"name\":\"jna\"}]}");
        Path file = directory.resolve("sbom.json");
        Sbom.write(maven, file, "debian-13", List.of(Sbom.DebianPackage.parse("zlib1g=1:1.3+really1.3.1-1=amd64")));
        JsonNode components = new ObjectMapper().readTree(file.toFile()).get("components");
        assertThat(components.findValuesAsText("name")).containsExactly("jna", "zlib1g");
        assertThat(components.get(1).get("purl").asText())
                .isEqualTo("pkg:deb/debian/zlib1g@1%3A1.3%2Breally1.3.1-1?arch=amd64&distro=debian-13");
    }

    @Test
    void refusesWhatIsNoListOfComponents() throws IOException {
        Path maven = Files.writeString(directory.resolve("bom.json"), "[]");
        assertThatThrownBy(() -> Sbom.write(maven, directory.resolve("sbom.json"), "debian-13", List.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("bom.json");
    }

    @Test
    void refusesAPackageWithoutVersion() {
        assertThatThrownBy(() -> Sbom.DebianPackage.parse("zlib1g"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'zlib1g'");
    }
}
