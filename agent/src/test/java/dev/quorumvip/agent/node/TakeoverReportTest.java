package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.assigned;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class TakeoverReportTest {
    private static final AssignedVip WEB = assigned("web", 1);
    private static final AssignedVip DB = assigned("db", 2);

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final List<List<Timing>> told = Collections.synchronizedList(new ArrayList<>());
    private final TakeoverReport report = new TakeoverReport(bench.loop, log, told::add);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void tellsSomeTimeAfterwardsHowLongItTook() {
        learn(WEB);
        bench.clock.advance(Duration.ofMillis(3));
        bench.run(() -> report.bound(WEB));
        bench.clock.advance(Duration.ofMillis(1));
        bench.run(() -> report.announced(WEB));
        assertThat(told).as("not in the midst of it").isEmpty();

        bench.advance(Duration.ofMillis(100));

        assertThat(told).containsExactly(List.of(timing(WEB, 3, Optional.of(4L))));
    }

    @Test
    void tellsOfTheFirstTimeOnly() {
        learn(WEB);
        takeOver(WEB);
        bench.clock.advance(Duration.ofMillis(50));
        learn(WEB);
        takeOver(WEB);
        bench.advance(Duration.ofMillis(100));
        assertThat(told).containsExactly(List.of(timing(WEB, 0, Optional.of(0L))));
    }

    @Test
    void saysNothingOfAnAnnouncementThatWasNot() {
        learn(WEB);
        bench.run(() -> report.bound(WEB));
        bench.advance(Duration.ofMillis(100));
        assertThat(told).containsExactly(List.of(timing(WEB, 0, Optional.empty())));
    }

    @Test
    void putsWhatHappensTogetherIntoOneDatagram() {
        learn(WEB, DB);
        takeOver(WEB);
        bench.advance(Duration.ofMillis(50));
        takeOver(DB);
        bench.advance(Duration.ofMillis(60));
        assertThat(told).containsExactly(List.of(timing(WEB, 0, Optional.of(0L)), timing(DB, 50, Optional.of(50L))));
    }

    @Test
    void cutsTwoHundredIntoDatagramsThatFit() {
        List<AssignedVip> many = LongStream.rangeClosed(1, 200)
                .mapToObj(i -> assigned("v" + i, i))
                .toList();
        learn(many.toArray(AssignedVip[]::new));
        many.forEach(this::takeOver);
        bench.advance(Duration.ofMillis(100));
        assertThat(told).hasSize(5).allMatch(page -> page.size() <= MessagePages.MAX_TIMINGS);
        assertThat(told.stream().mapToInt(List::size).sum()).isEqualTo(200);
    }

    @Test
    void tellsAgainAFewTimesAndThenLeavesIt() {
        learn(WEB);
        takeOver(WEB);
        bench.advance(Duration.ofSeconds(10));
        assertThat(told).hasSize(6);
    }

    @Test
    void tellsNoMoreOnceTheLogHasIt() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(A, 1)));
        log.append(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.100/24"))));
        log.append(new Command.Assign("web", session(A, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
        learn(WEB);
        takeOver(WEB);
        bench.advance(Duration.ofMillis(100));
        assertThat(told).hasSize(1);
        log.append(new Command.RecordTiming(
                "web", new GrantNumber(1), new TransitionTiming(Optional.empty(), 0, 0, Optional.empty())));
        bench.advance(Duration.ofSeconds(10));
        assertThat(told).hasSize(1);
    }

    @Test
    void forgetsWhatIsNoLongerItsOwn() {
        learn(WEB, DB);
        takeOver(WEB);
        takeOver(DB);
        learn(DB);
        bench.advance(Duration.ofMillis(100));
        assertThat(told).containsExactly(List.of(timing(DB, 0, Optional.of(0L))));
        bench.run(report::clear);
        bench.advance(Duration.ofSeconds(10));
        assertThat(told).hasSize(1);
    }

    private void learn(AssignedVip... vips) {
        bench.run(() -> report.learned(List.of(vips)));
    }

    private void takeOver(AssignedVip vip) {
        bench.run(() -> {
            report.bound(vip);
            report.announced(vip);
        });
    }

    private static Timing timing(AssignedVip vip, long bound, Optional<Long> announced) {
        return new Timing(vip.grant(), Duration.ofMillis(bound), announced.map(Duration::ofMillis));
    }
}
