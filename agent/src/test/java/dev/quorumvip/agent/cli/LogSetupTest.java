package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.quorumvip.agent.config.LogFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

class LogSetupTest {
    private final PrintStream stderr = System.err;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    @AfterEach
    void restoreLogging() {
        System.setErr(stderr);
        TestLogging.restore();
    }

    @Test
    void textEndsInKeyValues() {
        apply(LogFormat.TEXT, Level.INFO);

        ours().atInfo().addKeyValue("vip", "192.0.2.9").addKeyValue("epoch", 3).log("bound");

        assertThat(lines())
                .singleElement()
                .asString()
                .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Lease bound"
                        + " vip=\"192.0.2.9\" epoch=\"3\"");
    }

    @Test
    void jsonIsOneObjectALine() throws IOException {
        apply(LogFormat.JSON, Level.INFO);

        ours().atInfo().addKeyValue("vip", "192.0.2.9").log("two\nlines of {}", "text");
        ours().atWarn().setCause(new IllegalStateException("why")).log("failed");

        assertThat(lines()).hasSize(2);
        JsonNode first = new ObjectMapper().readTree(lines().getFirst());
        assertThat(first.path("level").asText()).isEqualTo("INFO");
        assertThat(first.path("formattedMessage").asText()).isEqualTo("two\nlines of text");
        assertThat(first.path("kvpList").toString()).contains("192.0.2.9");
        assertThat(first.path("timestamp").asLong()).isPositive();
        assertThat(new ObjectMapper()
                        .readTree(lines().get(1))
                        .path("throwable")
                        .path("message")
                        .asText())
                .isEqualTo("why");
    }

    @Test
    void levelIsThatOfOurOwnLoggersOnly() {
        apply(LogFormat.TEXT, Level.DEBUG);

        assertThat(ours().isDebugEnabled()).isTrue();
        assertThat(ours().isTraceEnabled()).isFalse();
        Logger noisy = LoggerFactory.getLogger("org.apache.ratis.grpc.server.GrpcLogAppender");
        assertThat(noisy.isErrorEnabled()).isTrue();
        assertThat(noisy.isWarnEnabled()).isFalse();
    }

    private void apply(LogFormat format, Level level) {
        System.setErr(new PrintStream(written, true, StandardCharsets.UTF_8));
        LogSetup.apply(format, level);
    }

    private static Logger ours() {
        return LoggerFactory.getLogger("dev.quorumvip.agent.Lease");
    }

    private List<String> lines() {
        return written.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
