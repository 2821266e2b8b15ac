package dev.quorumvip.agent.datagram;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayWindowTest {
    private final ReplayWindow window = new ReplayWindow();

    @Test
    void takesEachCounterOnce() {
        window.add(1);

        assertThat(window.isNew(1)).isFalse();
        assertThat(window.isNew(2)).isTrue();
        assertThat(window.isNew(2)).as("asking changes nothing").isTrue();
    }

    @Test
    void takesALateCounterInsideTheWindowOnly() {
        window.add(2_000);

        assertThat(window.isNew(2_000 - ReplayWindow.SIZE + 1)).isTrue();
        assertThat(window.isNew(2_000 - ReplayWindow.SIZE)).isFalse();
    }

    @Test
    void forgetsNothingAcrossAJumpToTheLargestCounter() {
        window.add(Long.MAX_VALUE - 5);
        window.add(Long.MAX_VALUE);

        assertThat(window.isNew(Long.MAX_VALUE)).isFalse();
        assertThat(window.isNew(Long.MAX_VALUE - 5)).isFalse();
        assertThat(window.isNew(Long.MAX_VALUE - 4)).isTrue();
        assertThat(window.isNew(1)).isFalse();
    }

    /** Beside a set that forgets nothing: nothing is taken twice, and nothing recent and new is refused. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void agreesWithASetOfAllThatWasReceived(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        Set<Long> received = new HashSet<>();
        long highest = 1;
        for (int i = 0; i < 200_000; i++) {
            long step = random.nextInt(100) == 0 ? random.nextInt(-3_000, 3_000) : random.nextInt(-40, 45);
            long counter = Math.max(1, highest + step);
            boolean recent = counter > highest - ReplayWindow.SIZE;
            boolean expected = recent && !received.contains(counter);

            assertThat(window.isNew(counter))
                    .as("counter %d after %d", counter, highest)
                    .isEqualTo(expected);
            if (expected) {
                window.add(counter);
                received.add(counter);
                highest = Math.max(highest, counter);
            }
        }
    }
}
