package dev.quorumvip.agent.founding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.founding.FoundingSimulation.Peer;
import dev.quorumvip.agent.protocol.Message.Founder;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FoundingSimulationTest {
    private static final int SEEDS = 300;

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7})
    void namesOneFounderThroughAnyStormAndOnceAMajorityIsConnected(int size) {
        int undecidedInTheStorm = 0;
        for (long seed = 1; seed <= SEEDS; seed++) {
            FoundingSimulation simulation = new FoundingSimulation(seed, size, true);
            simulation.storm(Duration.ofSeconds(15));
            undecidedInTheStorm += simulation.named.isEmpty() ? 1 : 0;
            Set<Integer> majority = someMajority(size, seed);
            simulation.calm(majority);
            simulation.onlyUp(IntStream.range(0, size).boxed().collect(Collectors.toSet()));
            simulation.run(Duration.ofSeconds(15));

            Set<Optional<Founder>> decisions = simulation.peers().stream()
                    .filter(peer -> majority.contains(peer.index))
                    .map(peer -> peer.decision)
                    .collect(Collectors.toSet());
            assertThat(decisions)
                    .as("seed %d: decided by all of %s", seed, majority)
                    .hasSize(1)
                    .doesNotContain(Optional.empty());
            assertThat(simulation.named)
                    .as("seed %d: founders ever named", seed)
                    .hasSize(1);

            simulation.calm(Set.of());
            simulation.run(Duration.ofSeconds(5));
            Founder founder = simulation.named.iterator().next();
            assertThat(simulation.named)
                    .as("seed %d: founders ever named", seed)
                    .hasSize(1);
            assertThat(simulation.peers())
                    .as("seed %d", seed)
                    .allSatisfy(peer -> assertThat(peer.decision).contains(founder));
            assertThat(simulation.founded).as("seed %d", seed).containsExactly(founder);
        }
        assertThat(undecidedInTheStorm)
                .as("storms that left the work to the calm")
                .isLessThan(SEEDS);
    }

    /** Shows that the test above can fail: without the disk, the same storms name two founders. */
    @Test
    void wouldNameTwoFoundersIfTheRecordWereLost() {
        long seedsWithTwo = IntStream.rangeClosed(1, SEEDS)
                .filter(seed -> {
                    FoundingSimulation simulation = new FoundingSimulation(seed, 3, false);
                    simulation.storm(Duration.ofSeconds(30));
                    return simulation.named.size() > 1;
                })
                .count();

        assertThat(seedsWithTwo).isPositive();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 4, 5, 7})
    void namesNobodyWhileLessThanAMajorityIsUp(int size) {
        for (long seed = 1; seed <= 50; seed++) {
            FoundingSimulation simulation = new FoundingSimulation(seed, size, true);
            Set<Integer> minority = new HashSet<>(someMajority(size, seed));
            minority.remove(minority.iterator().next());
            simulation.onlyUp(minority);
            simulation.run(Duration.ofSeconds(30));

            assertThat(simulation.named).as("seed %d", seed).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 7})
    void namesTheFirstOfTheListWithinASecondWhenAllStartTogether(int size) {
        for (long seed = 1; seed <= 50; seed++) {
            FoundingSimulation simulation = new FoundingSimulation(seed, size, true);
            simulation.calm(Set.of());
            simulation.onlyUp(IntStream.range(0, size).boxed().collect(Collectors.toSet()));
            simulation.run(Duration.ofSeconds(1));

            Peer first = simulation.peers().getFirst();
            assertThat(simulation.founded).as("seed %d", seed).hasSize(1);
            assertThat(simulation.peers()).as("seed %d", seed).allSatisfy(peer -> {
                assertThat(peer.decision.orElseThrow().node()).isEqualTo(first.node);
                assertThat(peer.decision.orElseThrow().address()).isEqualTo(first.address);
            });
        }
    }

    private static Set<Integer> someMajority(int size, long seed) {
        List<Integer> indexes = IntStream.range(0, size).boxed().collect(Collectors.toList());
        Collections.shuffle(indexes, new Random(seed));
        return new HashSet<>(indexes.subList(0, size / 2 + 1));
    }
}
