package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.Transition;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A leads, and gave B 300 VIPs. */
class TimingDeskTest {
    private static final int VIPS = 300;
    private static final Duration GATHER = Duration.ofMillis(250);

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final AtomicBoolean busy = new AtomicBoolean();
    private final TimingDesk desk = new TimingDesk(A, bench.loop, log, busy::get);

    @BeforeEach
    void giveVips() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 1)));
        for (int i = 1; i <= VIPS; i++) {
            String cidr = "10.1." + i / 200 + "." + (1 + i % 200) + "/16";
            log.append(new Command.SetVip("v" + i, VipDefinition.of(VipAddress.parse(cidr))));
        }
        bench.run(() -> desk.observe(log.state(), true));
        bench.clock.advance(Duration.ofMillis(7));
        for (int i = 1; i <= VIPS; i++) {
            log.append(new Command.Assign("v" + i, session(B, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        }
        bench.run(() -> {
            desk.observe(log.state(), true);
            desk.told(session(B, 1));
        });
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void hasTheLogKeepThemInFewEntriesOneAfterTheOther() {
        tellAll();
        assertThat(log.takeProposed()).as("not at once").isEmpty();
        bench.advance(GATHER);
        assertThat(log.takeOnlyProposal()).hasSize(256).allMatch(Command.RecordTiming.class::isInstance);
        bench.advance(GATHER.multipliedBy(4));
        assertThat(log.takeProposed()).as("one at a time").isEmpty();
        log.commit();
        bench.run(() -> {});
        assertThat(log.takeOnlyProposal()).hasSize(VIPS - 256);
        log.commit();
        bench.run(() -> {});

        assertThat(log.state().vips().values())
                .extracting(v -> v.lastTransition().flatMap(Transition::timing))
                .containsOnly(Optional.of(new TransitionTiming(Optional.empty(), 7, 9, Optional.of(10L))));
        bench.run(() -> desk.observe(log.state(), true));
        tellAll();
        bench.advance(GATHER.multipliedBy(2));
        assertThat(log.takeProposed()).as("it is kept already").isEmpty();
    }

    @Test
    void waitsWhileAFailoverIsUnderWay() {
        busy.set(true);
        tell(B, timing("v1"));
        bench.advance(GATHER.multipliedBy(4));
        assertThat(log.takeProposed()).isEmpty();
        busy.set(false);
        bench.advance(GATHER);
        assertThat(log.takeOnlyProposal()).hasSize(1);
    }

    @Test
    void leavesItToTheHolderToTellAgainWhatDidNotCommit() {
        tell(B, timing("v1"));
        bench.advance(GATHER);
        log.takeOnlyProposal();
        bench.run(log::fail);
        bench.advance(GATHER.multipliedBy(2));
        assertThat(log.takeProposed()).isEmpty();
        tell(B, timing("v1"));
        bench.advance(GATHER);
        assertThat(log.takeOnlyProposal()).hasSize(1);
    }

    @Test
    void takesNobodyElsesWord() {
        tell(A, timing("v1"));
        bench.advance(GATHER.multipliedBy(2));
        assertThat(log.takeProposed()).isEmpty();
    }

    @Test
    void forgetsWhatIsGatheredWhenItLeadsNoMore() {
        tell(B, timing("v1"));
        bench.run(desk::clear);
        bench.advance(GATHER.multipliedBy(2));
        assertThat(log.takeProposed()).isEmpty();
    }

    private void tellAll() {
        List<Timing> all =
                LongStream.rangeClosed(1, VIPS).mapToObj(i -> timing("v" + i)).toList();
        MessagePages.timings(all).forEach(page -> tell(B, page.toArray(Timing[]::new)));
    }

    private void tell(NodeId sender, Timing... timings) {
        bench.run(() -> desk.took(sender, new Message.Timings(CLUSTER, session(B, 1), List.of(timings))));
    }

    private Timing timing(String vip) {
        GrantNumber grant =
                log.state().vip(vip).flatMap(Vip::assignment).orElseThrow().grant();
        return new Timing(grant, Duration.ofMillis(2), Optional.of(Duration.ofMillis(3)));
    }
}
