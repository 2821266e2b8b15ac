package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.definition.NamedTiming;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.agent.rest.NoQuorumException;
import dev.quorumvip.agent.rest.UnknownNameException;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.VipStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that cannot tell says so: it does not say that there is nothing. */
class AgentControlPlaneTest {
    private static final MemberStatus MEMBER = new MemberStatus(
            2, "b", "192.0.2.2:8800", Role.VOTER, Map.of(), List.of(), false, SessionState.OPEN, true, false);

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aMemberIsUnknownOnlyToWhoKnowsTheMembers() {
        assertThatExceptionOfType(UnknownNameException.class)
                .isThrownBy(() -> planeThatSees(Optional.of(new View(List.of(), List.of(MEMBER), RebalanceStatus.OFF)))
                        .removeMember("n1"));
        assertThatExceptionOfType(NoQuorumException.class)
                .isThrownBy(() -> planeThatSees(Optional.empty()).removeMember("n1"))
                .withMessage("not told yet");
    }

    @Test
    void nothingIsSaidOfWhatWasNeverHeard() {
        AgentControlPlane plane = planeThatSees(Optional.empty());
        assertThatExceptionOfType(NoQuorumException.class).isThrownBy(plane::members);
        assertThatExceptionOfType(NoQuorumException.class).isThrownBy(plane::vips);
        assertThatExceptionOfType(NoQuorumException.class).isThrownBy(() -> plane.vip("web"));
        assertThatExceptionOfType(NoQuorumException.class).isThrownBy(plane::nodeAddresses);
        assertThatExceptionOfType(NoQuorumException.class)
                .isThrownBy(plane::events)
                .withMessage("no copy of the log");
    }

    @Test
    void aLeaderThatNeverAnsweredGivesNoView() {
        assertThat(new Views(1, log, bench.loop).fromLeader()).isEmpty();
    }

    @Test
    void everyTimingThatAVipCanAskForIsAProfile() {
        assertThat(NamedTiming.values())
                .extracting(Enum::name)
                .containsExactlyElementsOf(
                        Stream.of(FailoverProfile.values()).map(Enum::name).toList());
    }

    private AgentControlPlane planeThatSees(Optional<View> view) {
        return new AgentControlPlane(
                log,
                new AgentControlPlane.Source() {
                    @Override
                    public NodeStatus status() {
                        throw new AssertionError("nobody asks for it here");
                    }

                    @Override
                    public View view() throws NoQuorumException {
                        return view.orElseThrow(() -> new NoQuorumException("not told yet"));
                    }

                    @Override
                    public List<MemberStatus> members() throws NoQuorumException {
                        return view().members();
                    }

                    @Override
                    public Optional<VipStatus> vip(String name) throws NoQuorumException {
                        return view().vips().stream()
                                .filter(vip -> vip.name().equals(name))
                                .findFirst();
                    }

                    @Override
                    public EventLog events() throws NoQuorumException {
                        throw new NoQuorumException("no copy of the log");
                    }

                    @Override
                    public Readiness ready() {
                        return Readiness.yes();
                    }

                    @Override
                    public boolean live() {
                        return true;
                    }

                    @Override
                    public HealthReport health() {
                        return new HealthReport(List.of());
                    }
                },
                FailoverProfile.BALANCED.timing());
    }
}
