package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.session;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AssignmentIndexTest {
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final AssignmentIndex index = new AssignmentIndex();

    @BeforeEach
    void twoSessions() {
        Sample.found(log);
        log.append(new Command.OpenSession(session(B, 1)), new Command.OpenSession(session(C, 1)));
    }

    @Test
    void listsWhatEachSessionIsAssignedByName() {
        assign("web", 1, B);
        assign("db", 2, B);
        assign("mail", 3, C);
        assertThat(names(B)).containsExactly("db", "web");
        assertThat(names(C)).containsExactly("mail");
    }

    @Test
    void keepsTheListOfASessionToWhichAChangeDoesNothing() {
        assign("web", 1, B);
        List<AssignedVip> before = of(B);
        assign("db", 2, C);
        log.append(new Command.SetVip("mail", VipDefinition.of(VipAddress.parse("192.0.2.9/24"))));
        assertThat(of(B)).isSameAs(before);
        log.append(new Command.Revoke("web", new GrantNumber(1), TransitionReason.VIP_CHANGED));
        assertThat(of(B)).isNotEqualTo(before);
    }

    @Test
    void takesAVipFromOneSessionToTheOther() {
        assign("web", 1, B);
        assign("db", 2, B);
        of(B);
        log.append(new Command.Revoke("web", new GrantNumber(1), TransitionReason.VIP_CHANGED));
        log.append(new Command.Release("web", new GrantNumber(1), session(B, 1), TransitionReason.VIP_CHANGED));
        log.append(new Command.Assign("web", session(C, 1), TransitionReason.VIP_CHANGED, 0));
        assertThat(names(B)).containsExactly("db");
        assertThat(names(C)).containsExactly("web");
    }

    @Test
    void knowsAnyStateItIsAskedAboutEvenAnEarlierOne() {
        assign("web", 1, B);
        ClusterState before = log.state();
        assign("db", 2, B);
        assertThat(names(B)).containsExactly("db", "web");
        assertThat(index.of(before, session(B, 1))).extracting(AssignedVip::vip).containsExactly("web");
        assertThat(index.of(ClusterState.unfounded(), session(B, 1))).isEmpty();
        assertThat(names(B)).containsExactly("db", "web");
    }

    private void assign(String name, int host, NodeId to) {
        log.append(new Command.SetVip(name, VipDefinition.of(VipAddress.parse("192.0.2." + host + "/24"))));
        log.append(new Command.Assign(name, session(to, 1), TransitionReason.FIRST_ASSIGNMENT, 0));
    }

    private List<AssignedVip> of(NodeId node) {
        return index.of(log.state(), session(node, 1));
    }

    private List<String> names(NodeId node) {
        return of(node).stream().map(AssignedVip::vip).toList();
    }
}
