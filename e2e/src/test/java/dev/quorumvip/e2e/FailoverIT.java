package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each fault of the holder, several times: another node answers within 3 s, and never do two. */
class FailoverIT extends ClusterFixture {
    private static final Duration PAUSE = Duration.ofSeconds(10);

    /** A handover that was planned, and the probe's own grain at either end. */
    private static final Duration PLANNED = Duration.ofMillis(100).plus(WireProbe.INTERVAL.multipliedBy(2));

    /** How often each of it happens. */
    int rounds() {
        return 10;
    }

    @ParameterizedTest
    @EnumSource(
            value = Fault.class,
            names = {"KILL", "UNPLUG", "LINK_DOWN", "CUT_OFF", "MUTE"})
    void anotherNodeAnswersSoon(Fault fault) throws Exception {
        for (int round = 1; round <= rounds(); round++) {
            Node holder = holder();
            Instant at = Instant.now();
            fault.inject(cluster, holder);
            Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
            assertThat(outageSince(at).duration())
                    .as("outage of round %d, %s of %s", round, fault, holder)
                    .isLessThanOrEqualTo(SERVED_AGAIN);
            fault.mend(cluster, holder);
            awaitAllReady();
            assertThat(holder())
                    .as("round %d: the mended node takes nothing away", round)
                    .isEqualTo(successor);
        }
    }

    @Test
    void pausedHolderLosesTheVipAndDoesNotServeItWhenItResumes() throws Exception {
        for (int round = 1; round <= rounds(); round++) {
            Node holder = holder();
            Instant at = Instant.now();
            Fault.PAUSE.inject(cluster, holder);
            Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
            assertThat(outageSince(at).duration()).isLessThanOrEqualTo(SERVED_AGAIN);
            Thread.sleep(
                    Math.max(0, Duration.between(Instant.now(), at.plus(PAUSE)).toMillis()));
            Instant resumed = Instant.now();
            Fault.PAUSE.mend(cluster, holder);
            awaitAllReady();
            assertThat(outageSince(resumed).duration()).isLessThan(Duration.ofMillis(500));
            assertThat(holder()).isEqualTo(successor);
            assertThat(hasAddress(holder)).isFalse();
        }
    }

    @Test
    void terminatedHolderHandsOverAtOnceAndRejoins() {
        for (int round = 1; round <= rounds(); round++) {
            Node holder = holder();
            Instant at = Instant.now();
            Fault.TERMINATE.inject(cluster, holder);
            Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
            assertThat(outageSince(at).duration()).as("outage").isLessThanOrEqualTo(PLANNED);
            OptionalInt exit = cluster.agent(holder).awaitEnd(Duration.ofSeconds(15));
            assertThat(exit).as("the exit code after SIGTERM").isPresent();
            assertThat(exit.orElseThrow()).isZero();
            assertThat(hasAddress(holder)).isFalse();
            Fault.TERMINATE.mend(cluster, holder);
            awaitAllReady();
            assertThat(holder()).isEqualTo(successor);
        }
    }

    @Test
    void restartOfANodeThatHoldsNothingIsNotNoticed() throws Exception {
        for (int round = 1; round <= rounds(); round++) {
            Node holder = holder();
            Node other = allBut(holder).getFirst();
            Instant at = Instant.now();
            Fault.TERMINATE.inject(cluster, other);
            Fault.TERMINATE.mend(cluster, other);
            awaitAllReady();
            assertNotNoticed(holder, at);
        }
    }

    @Test
    void deathOfTheLeaderMovesNoVipThatAnotherNodeHolds() throws Exception {
        for (int round = 1; round <= rounds(); round++) {
            Node holder = holder();
            awaitTrue(
                    "leadership leaves the holder " + holder,
                    Duration.ofSeconds(10),
                    () -> leaderSeenBy(holder)
                            .filter(leader -> !leader.equals(holder))
                            .isPresent());
            Node leader = leaderSeenBy(holder).orElseThrow();
            Instant at = Instant.now();
            Fault.KILL.inject(cluster, leader);
            awaitTrue(
                    "a new leader",
                    Duration.ofSeconds(10),
                    () -> leaderSeenBy(holder)
                            .filter(next -> !next.equals(leader))
                            .isPresent());
            Thread.sleep(1_000); // the promises made to the dead leader run out, and its session expires, in this time
            assertNotNoticed(holder, at);
            Fault.KILL.mend(cluster, leader);
            awaitAllReady();
        }
    }

    private void assertNotNoticed(Node holder, Instant since) throws InterruptedException {
        Instant until = Instant.now();
        Thread.sleep(WireProbe.ECHO_PATIENCE.toMillis());
        Recording recording = probe.recording(since, until);
        Verdict verdict = new Verdict(recording);
        assertThat(verdict.holdings()).extracting(Verdict.Holding::mac).containsExactly(holder.mac());
        assertThat(verdict.lostEchoes()).as("echo requests without a reply").isZero();
    }
}
