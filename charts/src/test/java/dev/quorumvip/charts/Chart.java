package dev.quorumvip.charts;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.TemplateCommand;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The chart of this repository. */
final class Chart {
    static final Path DIRECTORY = Path.of("quorum-vip").toAbsolutePath();
    static final String RELEASE = "quorum-vip";
    static final String NAMESPACE = "quorum-vip";

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final Path COPY = copyWithoutCluster();

    private Chart() {}

    static Helm helm() {
        return new Helm(DIRECTORY);
    }

    /**
     * The chart as {@code helm template} takes it: without a cluster the Helm of this library takes Kubernetes to be 1.20, and
     * looks objects up all the same, where the program has them be missing.
     */
    private static Path copyWithoutCluster() {
        try (Stream<Path> files = Files.walk(DIRECTORY)) {
            Path copy = Files.createDirectories(
                    Path.of("target/chart-without-cluster").toAbsolutePath());
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path target = copy.resolve(DIRECTORY.relativize(file));
                Files.createDirectories(target.getParent());
                String text = Files.readString(file);
                Files.writeString(
                        target,
                        text.replaceAll("(?m)^kubeVersion:.*$", "")
                                .replaceAll("lookup \"v1\" \"Secret\" [^}]* \\}\\}", "dict }}"));
            }
            return copy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * What Helm makes of these values, without a cluster.
     *
     * @param values {@code name=value}, as of {@code --set}
     * @throws RuntimeException with Helm's own words if it refuses
     */
    static Rendered render(String... values) {
        TemplateCommand command = new Helm(COPY).template().withName(RELEASE).withNamespace(NAMESPACE);
        for (String value : values) {
            int equals = value.indexOf('=');
            command.set(value.substring(0, equals), value.substring(equals + 1));
        }
        return new Rendered(command.call());
    }

    /** @param yaml all objects, as Helm prints them */
    record Rendered(String yaml) {
        List<HasMetadata> objects() {
            return Arrays.stream(yaml.split("(?m)^---$"))
                    .filter(document -> document.contains("apiVersion:"))
                    .map(document -> YAML.<HasMetadata>unmarshal(document))
                    .toList();
        }

        /** The objects of a kind. */
        <T extends HasMetadata> List<T> all(Class<T> type) {
            return objects().stream().filter(type::isInstance).map(type::cast).toList();
        }

        <T extends HasMetadata> T only(Class<T> type) {
            List<T> all = all(type);
            if (all.size() != 1) {
                throw new AssertionError(all.size() + " objects of " + type.getSimpleName() + " in\n" + yaml);
            }
            return all.getFirst();
        }

        /** The one of that name. */
        <T extends HasMetadata> T named(Class<T> type, String name) {
            return all(type).stream()
                    .filter(object -> object.getMetadata().getName().equals(name))
                    .findFirst()
                    .orElseThrow(() -> new AssertionError("no " + type.getSimpleName() + " " + name + " in\n" + yaml));
        }

        /** Of any object that has labels: what all of this release have. */
        static Map<String, String> labels(HasMetadata object) {
            return object.getMetadata().getLabels();
        }
    }
}
