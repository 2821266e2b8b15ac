package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionWriter;
import dev.quorumvip.agent.definition.NamedTiming;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.events.EventLog;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.node.InstructionDesk.Refusal;
import dev.quorumvip.agent.node.StatusDesk.View;
import dev.quorumvip.agent.rest.ConflictException;
import dev.quorumvip.agent.rest.DeleteClaim;
import dev.quorumvip.agent.rest.InvalidRequestException;
import dev.quorumvip.agent.rest.NoQuorumException;
import dev.quorumvip.agent.rest.UnknownNameException;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.api.ClusterStanding;
import dev.quorumvip.api.HealthReport;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.Readiness;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that cannot tell says so: it does not say that there is nothing. */
class AgentControlPlaneTest {
    private static final MemberStatus MEMBER = new MemberStatus(
            2, "b", "192.0.2.2:8800", Role.VOTER, Map.of(), List.of(), false, SessionState.OPEN, true, false);

    private Optional<Refusal> refusal = Optional.empty();
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
    void aRefusalNamesTheOwnerAndItsGeneration() {
        log.commitAtOnce();
        Sample.found(log);
        VipDefinition owned = VipDefinition.of(VipAddress.parse("192.0.2.9/24")).ownedBy(new Owner("uid-1", 5));
        log.append(new Command.SetVip("web", owned));
        AgentControlPlane plane = planeThatSees(Optional.of(new View(List.of(), List.of(), RebalanceStatus.OFF)));
        VipDefinition other = VipDefinition.of(VipAddress.parse("192.0.2.9/24"));
        assertThat(conflict(() -> plane.putVip("web", other, false)).reason()).isEqualTo(ProblemReason.OWNED);
        assertThat(conflict(() -> plane.putVip("web", owned.ownedBy(new Owner("uid-1", 4)), false))
                        .reason())
                .isEqualTo(ProblemReason.STALE);
        assertThat(conflict(() -> plane.deleteVip("web", new DeleteClaim.Unowned()))
                        .field())
                .isEqualTo("owner");
        assertThat(conflict(() -> plane.deleteVip("web", new DeleteClaim.OwnedBy("uid-2"))))
                .hasMessageContaining("does not belong to owner 'uid-2'");
        AgentControlPlane seeing =
                planeThatSees(Optional.of(new View(List.of(status("web", owned)), List.of(), RebalanceStatus.OFF)));
        assertThat(conflict(() -> seeing.putVip("web", other, false))).hasMessageContaining("owner 'uid-1'");
        assertThat(conflict(() -> seeing.putVip("web", owned.ownedBy(new Owner("uid-1", 4)), false)))
                .hasMessageContaining("generation 5");
        assertThat(conflict(() -> seeing.deleteVip("web", new DeleteClaim.Unowned())))
                .hasMessageContaining("owner 'uid-1'");
    }

    @Test
    void anInstructionThatIsRefusedIsTheClientsFaultOrAConflict() throws Exception {
        AgentControlPlane plane = planeThatSees(Optional.empty());
        Instruction found = new Instruction.Found(List.of(Sample.address(Sample.A)));
        plane.instruct(found);
        refusal = Optional.of(new Refusal(ProblemReason.ALREADY_MEMBER, "of c1"));
        assertThat(conflict(() -> plane.instruct(found)).reason()).isEqualTo(ProblemReason.ALREADY_MEMBER);
        refusal = Optional.of(new Refusal(ProblemReason.INVALID_VALUE, "not among them"));
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> plane.instruct(found))
                .satisfies(e -> assertThat(e.field()).isEqualTo("initialPeers"));
    }

    private static ConflictException conflict(ThrowableAssert.ThrowingCallable call) {
        return catchThrowableOfType(ConflictException.class, call);
    }

    private static VipStatus status(String name, VipDefinition definition) {
        return new VipStatus(
                name,
                1,
                List.of(),
                DefinitionWriter.write(definition),
                VipState.UNASSIGNED,
                null,
                false,
                List.of(),
                null,
                List.of(),
                null,
                0);
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
                    public ClusterStanding standing() {
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
                    public Optional<Refusal> instruct(Instruction instruction) {
                        return refusal;
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
