package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** From the holder's interface into the log, by way of the leader: A is the one, or the other, or both. */
class TransitionTimingTest {
    private static final GrantNumber FIRST = new GrantNumber(1);

    /** Until a holder tells, and the leader has gathered what holders told. */
    /** With the third of a second in which the segment is asked before a first claim. */
    private static final Duration SOON = Duration.ofMillis(800);

    private final MemberBench bench = new MemberBench();

    @BeforeEach
    void webIsDefined() {
        bench.log.append(new Command.OpenSession(session(B, 1)));
        bench.log.append(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.100/24"))));
        bench.start();
        bench.confirm();
        bench.outbox.take();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aHolderTellsTheLeader() {
        isGivenToA();
        bench.confirmedFor(Duration.ofMillis(400));
        assertThat(bench.addresses.ours()).containsExactly("192.0.2.100/32");
        bench.loop.advance(Duration.ofMillis(150));
        Outgoing.Sent told = bench.outbox.take().stream()
                .filter(s -> s.message() instanceof Message.Timings)
                .findFirst()
                .orElseThrow();
        assertThat(told.to()).isEqualTo(address(B));
        Timing timing = ((Message.Timings) told.message()).timings().getFirst();
        assertThat(timing.grant()).isEqualTo(FIRST);
        assertThat(timing.bound())
                .as("the segment was asked first")
                .isBetween(Duration.ofMillis(300), Duration.ofMillis(450));
        assertThat(timing.announced()).contains(timing.bound());
    }

    @Test
    void aLeaderHasTheLogKeepWhatAHolderTold() {
        bench.hear(B);
        leads();
        assertThat(holder()).contains(session(B, 1));
        hears(timing(4, 5));
        bench.confirmedFor(SOON);
        assertThat(kept()).isPresent();
        TransitionTiming timing = kept().orElseThrow();
        assertThat(timing.boundMillis()).isEqualTo(timing.committedMillis() + 4);
        assertThat(timing.announcedMillis()).contains(timing.committedMillis() + 5);
    }

    @Test
    void aLeaderThatHoldsTellsItself() {
        leads();
        assertThat(holder()).contains(session(A, 1));
        bench.confirmedFor(SOON);
        assertThat(kept()).isPresent();
        assertThat(bench.outbox.take(Message.Timings.class)).isEmpty();
    }

    @Test
    void whatComesToANodeThatDoesNotLeadIsLost() {
        isGivenToA();
        hears(timing(4, 5));
        bench.confirmedFor(SOON);
        assertThat(kept()).isEmpty();
    }

    /** By B, who leads. */
    private void isGivenToA() {
        bench.log.lead(false, B);
        bench.log.append(new Command.Assign("web", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        bench.moved();
    }

    /** A leads, and gives the VIP to whom it has heard and does not lead, or else to itself. */
    private void leads() {
        bench.log.lead(true, A);
        bench.moved();
        bench.moved();
    }

    private void hears(Timing timing) {
        Message.Timings timings = new Message.Timings(CLUSTER, session(B, 1), List.of(timing));
        bench.loop.run(() -> bench.cluster().received(B, address(B), timings));
    }

    private static Timing timing(long bound, long announced) {
        return new Timing(FIRST, Duration.ofMillis(bound), Optional.of(Duration.ofMillis(announced)));
    }

    private Optional<SessionId> holder() {
        return bench.log.state().vip("web").flatMap(Vip::assignment).map(Assignment::session);
    }

    private Optional<TransitionTiming> kept() {
        return bench.log.state().vip("web").flatMap(Vip::lastTransition).flatMap(Transition::timing);
    }
}
