package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AgentLoopQuestionsTest {
    @Test
    void failsTheAskerAndGoesOnWhenAQuestionCannotBeAnswered() throws Exception {
        List<Throwable> faults = new ArrayList<>();
        try (AgentLoop loop = new AgentLoop("test", System::nanoTime, faults::add)) {
            loop.start();
            CompletableFuture<Object> unanswerable = loop.ask(() -> {
                throw new IllegalStateException("no cluster yet");
            });
            assertThatThrownBy(() -> unanswerable.get(5, TimeUnit.SECONDS)).hasRootCauseMessage("no cluster yet");
            assertThat(loop.ask(() -> 42).get(5, TimeUnit.SECONDS)).isEqualTo(42);
        }
        assertThat(faults).isEmpty();
    }
}
