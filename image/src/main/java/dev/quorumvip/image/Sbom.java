package dev.quorumvip.image;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** The list of what is in the image: Maven's own, with Debian's packages added. CycloneDX, JSON. */
final class Sbom {
    private static final ObjectMapper JSON = new ObjectMapper();

    private Sbom() {}

    /** A binary package of Debian. */
    record DebianPackage(String name, String version, String architecture) {
        /** Reads {@code NAME=VERSION=ARCHITECTURE}. */
        static DebianPackage parse(String text) {
            String[] parts = text.split("=", -1);
            if (parts.length != 3) {
                throw new IllegalArgumentException("'" + text + "' is not NAME=VERSION=ARCHITECTURE");
            }
            return new DebianPackage(parts[0], parts[1], parts[2]);
        }

        /** As in the purl specification, type deb; plus and colon are escaped there. */
        String packageUrl(String distribution) {
            String escaped = version.replace("%", "%25").replace("+", "%2B").replace(":", "%3A");
            return "pkg:deb/debian/" + name.replace("+", "%2B") + "@" + escaped + "?arch=" + architecture + "&distro="
                    + distribution;
        }
    }

    /**
     * @param maven what the CycloneDX plugin wrote
     * @param distribution as in {@code debian-13}
     * @throws IOException if a file cannot be read or written, or is no CycloneDX document
     */
    static void write(Path maven, Path file, String distribution, List<DebianPackage> packages) throws IOException {
        if (!(JSON.readTree(maven.toFile()) instanceof ObjectNode document)
                || !(document.get("components") instanceof ArrayNode components)) {
            throw new IOException(maven + " has no list of components");
        }
        for (DebianPackage debian : packages) {
            String url = debian.packageUrl(distribution);
            components
                    .addObject()
                    .put("type", "library")
                    .put("bom-ref", url)
                    .put("name", debian.name())
                    .put("version", debian.version())
                    .put("purl", url);
        }
        JSON.writerWithDefaultPrettyPrinter().writeValue(file.toFile(), document);
    }
}
