package dev.quorumvip.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.client.ServerSentEvents.Block;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** WHATWG HTML §9.2.6, as far as an agent uses it. */
class ServerSentEventsTest {
    @Test
    void putsABlockTogether() {
        assertThat(read("id: 5-1", "event: transition", "data: {}", ""))
                .containsExactly(new Block("5-1", "transition", "{}"));
    }

    @Test
    void keepsTheIdAndForgetsTheRest() {
        assertThat(read("id: 5-1", "event: gap", "data: {}", "", ": nothing new", "", "data: []", ""))
                .containsExactly(new Block("5-1", "gap", "{}"), new Block("5-1", "", ""), new Block("5-1", "", "[]"));
    }

    @Test
    void aHeartbeatMovesThePlace() {
        assertThat(read("id: 5-1", "data: {}", "", ": nothing new", "id: 9-2", ""))
                .last()
                .isEqualTo(new Block("9-2", "", ""));
    }

    @Test
    void joinsTheLinesOfTheData() {
        assertThat(read("data: a", "data:b", "data:  c", "data", "")).containsExactly(new Block("", "", "a\nb\n c\n"));
    }

    @Test
    void passesOverWhatItDoesNotKnow() {
        assertThat(read("retry: 1000", "colour: red", "nonsense", ":", "")).containsExactly(new Block("", "", ""));
    }

    @Test
    void saysNothingOfABlockThatIsNotWhole() {
        assertThat(read("id: 5-1", "data: {}")).isEmpty();
    }

    private static List<Block> read(String... lines) {
        ServerSentEvents events = new ServerSentEvents();
        List<Block> blocks = new ArrayList<>();
        for (String line : lines) {
            events.line(line).ifPresent(blocks::add);
        }
        return blocks;
    }
}
