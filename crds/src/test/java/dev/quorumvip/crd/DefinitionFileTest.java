package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DefinitionFileTest {
    private static final String NAME = "virtualips.quorumvip.io-v1.yml";

    @Test
    void theChartHasTheDefinitionThatTheJavaTypesSay() throws IOException {
        String wanted = CompletedDefinition.of(Files.readString(Path.of("target/crd-generated", NAME)));
        Files.writeString(Path.of("target", NAME), wanted);

        assertThat(Path.of("../charts/quorum-vip/crds", NAME))
                .as("the definition in the chart is not what the Java types say. If the types are right, run in the"
                        + " project's directory:  mkdir -p charts/quorum-vip/crds; cp crds/target/" + NAME
                        + " charts/quorum-vip/crds/")
                .exists()
                .hasContent(wanted);
    }
}
