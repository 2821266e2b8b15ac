package dev.quorumvip.agent.leader;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.ConflictKind;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.agent.state.TransitionTiming;
import dev.quorumvip.agent.state.VipConflict;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class ConflictBookTest {
    private static final NodeId A = new NodeId(1);
    private static final NodeId B = new NodeId(2);
    private static final InetAddress IP = InetAddress.ofLiteral("192.0.2.50");
    private static final MacAddress STRANGER = MacAddress.parse("02:00:00:00:00:99");
    private static final MacAddress OTHER = MacAddress.parse("02:00:00:00:00:98");

    private final ConflictBook book = new ConflictBook();
    private ClusterState state = ClusterState.unfounded();
    private long now = Long.MAX_VALUE - 5;

    ConflictBookTest() {
        commit(new Command.Found(new UUID(1, 1), A, "a", ClusterAddress.parse("192.0.2.1:8800")));
        commit(new Command.AddMember(B, "b", ClusterAddress.parse("192.0.2.2:8800")));
        commit(new Command.OpenSession(new SessionId(A, 1)));
        commit(new Command.OpenSession(new SessionId(B, 1)));
        commit(new Command.SetVip("web", VipDefinition.of(VipAddress.parse("192.0.2.50/24"))));
        commit(new Command.Assign("web", new SessionId(B, 1), TransitionReason.FIRST_ASSIGNMENT, 1));
        book.begin(now);
    }

    @Test
    void tellsTheLogOnceOfAConflict() {
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        assertThat(commands()).containsExactly(report(conflict(STRANGER, ConflictKind.WHILE_HELD, B)));
        commitAll();
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        assertThat(commands()).isEmpty();
    }

    @Test
    void theHoldersWordComesFirst() {
        hear(A, OTHER, ConflictKind.SEEN_BY_WITNESS);
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        assertThat(commands()).containsExactly(report(conflict(STRANGER, ConflictKind.WHILE_HELD, B)));
    }

    @Test
    void itIsOverWhenNobodyTellsOfItAnyMore() {
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        commitAll();
        pass(ConflictBook.FORGOTTEN.plusNanos(1));
        assertThat(commands()).containsExactly(over());
        commitAll();
        assertThat(commands()).isEmpty();
    }

    @Test
    void itIsOverAtOnceWhenWhoToldOfItSaysSo() {
        pass(ConflictBook.FORGOTTEN.plusNanos(1));
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        commitAll();
        book.heard(B, "web", Optional.empty(), now);
        assertThat(commands()).containsExactly(over());
    }

    @Test
    void aNewLeaderWaitsForWhatItIsTold() {
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        commitAll();
        book.begin(now);
        assertThat(commands()).isEmpty();
        pass(ConflictBook.FORGOTTEN);
        assertThat(commands()).isEmpty();
        pass(Duration.ofNanos(1));
        assertThat(commands()).containsExactly(over());
    }

    @Test
    void aStrangerThatChangesItsFaceIsLoggedOnceEachInterval() {
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        commitAll();
        hear(B, OTHER, ConflictKind.WHILE_HELD);
        assertThat(commands()).isEmpty();
        pass(ConflictBook.CHANGE_INTERVAL);
        hear(B, OTHER, ConflictKind.WHILE_HELD);
        assertThat(commands()).containsExactly(report(conflict(OTHER, ConflictKind.WHILE_HELD, B)));
    }

    @Test
    void whatWasBeforeAClaimIsOverWhenTheVipIsBound() {
        hear(B, STRANGER, ConflictKind.BEFORE_CLAIM);
        commitAll();
        assertThat(state.vip("web").orElseThrow().conflict()).isPresent();
        pass(ConflictBook.FORGOTTEN.multipliedBy(2));
        assertThat(commands()).as("nobody has to repeat it").isEmpty();
        commit(new Command.RecordTiming(
                "web", new GrantNumber(1), new TransitionTiming(Optional.empty(), 1, 2, Optional.empty())));
        assertThat(state.vip("web").orElseThrow().conflict()).isEmpty();
        hear(B, STRANGER, ConflictKind.BEFORE_CLAIM);
        assertThat(commands()).as("late").isEmpty();
    }

    @Test
    void claimedAllTheSameItIsTheHoldersConflictFromThenOn() {
        hear(B, STRANGER, ConflictKind.BEFORE_CLAIM);
        commitAll();
        hear(B, STRANGER, ConflictKind.WHILE_HELD);
        assertThat(commands()).containsExactly(report(conflict(STRANGER, ConflictKind.WHILE_HELD, B)));
    }

    @Test
    void whatIsNotTheVipsIsNoConflictOfIt() {
        book.heard(
                B,
                "web",
                Optional.of(new Claimant(InetAddress.ofLiteral("192.0.2.51"), 1, ConflictKind.WHILE_HELD)),
                now);
        book.heard(B, "no-such", Optional.of(new Claimant(IP, 1, ConflictKind.WHILE_HELD)), now);
        assertThat(commands()).isEmpty();
    }

    private void hear(NodeId node, MacAddress mac, ConflictKind kind) {
        book.heard(node, "web", Optional.of(new Claimant(IP, mac.bits(), kind)), now);
    }

    private void pass(Duration span) {
        now += span.toNanos();
    }

    private List<Command> commands() {
        return book.commands(state, now, 77);
    }

    private void commitAll() {
        commands().forEach(this::commit);
    }

    private void commit(Command command) {
        ClusterState.Applied applied = state.apply(command);
        assertThat(applied.outcome().accepted()).as("%s", command).isTrue();
        state = applied.state();
    }

    private static VipConflict conflict(MacAddress mac, ConflictKind kind, NodeId reporter) {
        return new VipConflict(IP, mac, kind, reporter, 77);
    }

    private static Command report(VipConflict conflict) {
        return new Command.ReportConflict("web", new DefinitionNumber(1), Optional.of(conflict));
    }

    private static Command over() {
        return new Command.ReportConflict("web", new DefinitionNumber(1), Optional.empty());
    }
}
