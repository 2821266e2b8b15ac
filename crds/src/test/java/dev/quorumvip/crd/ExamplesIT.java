package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.kubetesting.ApiServerExtension;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whether the documentation's examples are taken as they are. */
class ExamplesIT {
    private static final Path EXAMPLES = Path.of("../docs/examples/kubernetes");

    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    @BeforeAll
    static void install() {
        Definition.install(KUBE.server());
    }

    static List<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(EXAMPLES)) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    @Test
    void areAllNamedInTheirReadme() throws IOException {
        String readme = Files.readString(EXAMPLES.resolve("README.md"));

        assertThat(examples())
                .isNotEmpty()
                .allSatisfy(
                        file -> assertThat(readme).contains(file.getFileName().toString()));
    }

    @ParameterizedTest
    @MethodSource("examples")
    void areTakenWithoutAWarning(Path file) {
        assertThat(KUBE.server().kubectl().run("create", "--dry-run=server", "-f", file.toString()))
                .matches("virtualip.quorumvip.io/[a-z]+ created \\(server dry run\\)\n");
    }
}
