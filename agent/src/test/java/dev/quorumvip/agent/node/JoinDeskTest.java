package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.renewal;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.protocol.JoinVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.api.MembershipState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** D looks for a cluster. */
class JoinDeskTest {
    private static final Duration ASK_AGAIN = Duration.ofMillis(250);
    private static final VoterSet VOTERS = voters(3, A, B, C);
    private static final UUID OWN = new UUID(3, 3);

    private final LoopBench bench = new LoopBench();
    private final Outgoing outbox = new Outgoing();
    private final List<String> ended = new ArrayList<>();
    private final JoinDesk.Owner owner = new JoinDesk.Owner() {
        @Override
        public void found(UUID clusterId) {
            ended.add("found " + clusterId);
        }

        @Override
        public boolean joined(UUID clusterId, VoterSet voters) {
            ended.add("joined " + clusterId + " " + voters.version());
            return true;
        }
    };
    private final JoinDesk desk =
            new JoinDesk(D, "d", address(D), Optional.empty(), false, bench.loop, outbox, new ScriptedJournal(), owner);

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void asksEveryContactAgainAndAgainUntilItIsLetIn() {
        bench.run(() -> desk.join(List.of(address(A), address(B))));
        assertThat(desk.state()).isEqualTo(MembershipState.JOINING);
        assertThat(outbox.take())
                .containsExactly(
                        new Outgoing.Sent(address(A), new Message.Join(D, "d", address(D))),
                        new Outgoing.Sent(address(B), new Message.Join(D, "d", address(D))));
        bench.advance(ASK_AGAIN.minusMillis(1));
        assertThat(outbox.take()).isEmpty();
        bench.advance(Duration.ofMillis(1));
        assertThat(outbox.take()).hasSize(2);
        receive(A, accepted(D));
        assertThat(ended).containsExactly("joined " + CLUSTER + " v3");
        bench.advance(ASK_AGAIN.multipliedBy(4));
        assertThat(outbox.take()).isEmpty();
    }

    @Test
    void keepsStillUntilItIsToldWhatToDo() {
        JoinDesk still = new JoinDesk(
                D, "d", address(D), Optional.of(C), true, bench.loop, outbox, new ScriptedJournal(), owner);
        bench.run(() -> still.received(A, address(A), new Message.Beacon(CLUSTER, VOTERS)));
        bench.run(() -> still.received(A, address(A), renewal(A, 1, true)));
        bench.advance(JoinDesk.LISTEN.multipliedBy(3));
        assertThat(still.state()).isEqualTo(MembershipState.UNFORMED);
        assertThat(still.waitingFor()).contains("POST /v1/cluster");
        assertThat(outbox.take()).as("it asks nobody").isEmpty();
        assertThat(ended).as("and founds nothing").isEmpty();
        bench.run(() -> still.received(B, address(B), new Message.Join(B, "b", address(B))));
        assertThat(outbox.take(Message.JoinReply.class))
                .extracting(Message.JoinReply::verdict)
                .containsExactly(JoinVerdict.NOT_YET);

        bench.run(() -> still.join(List.of(address(A))));
        assertThat(outbox.take(Message.Join.class))
                .as("and says who it was")
                .containsExactly(new Message.Join(D, "d", address(D), Optional.of(C)));
        bench.run(() -> still.received(A, address(A), accepted(D)));
        assertThat(ended).containsExactly("joined " + CLUSTER + " v3");
    }

    @Test
    void joinsOnceHoweverManyLetItIn() {
        bench.run(() -> desk.join(List.of(address(A))));
        receive(A, accepted(D));
        receive(B, accepted(D));
        assertThat(ended).hasSize(1);
    }

    @Test
    void goesOnAskingWhenItIsRefusedAndSaysWhy() {
        bench.run(() -> desk.join(List.of(address(A))));
        outbox.take();
        receive(
                A,
                new Message.JoinReply(D, JoinVerdict.REFUSED, Optional.empty(), Optional.empty(), "the name is taken"));
        assertThat(desk.waitingFor()).contains("the name is taken");
        bench.advance(ASK_AGAIN);
        assertThat(outbox.takeAddressees(Message.Join.class)).containsExactly(address(A));
        assertThat(ended).isEmpty();
    }

    @Test
    void ignoresAnswersToOthersAndAnswersThatAreNoneAtAll() {
        bench.run(() -> desk.join(List.of(address(A))));
        receive(A, accepted(C));
        receive(A, new Message.JoinReply(D, JoinVerdict.ACCEPTED, Optional.empty(), Optional.of(VOTERS), ""));
        receive(A, new Message.JoinReply(D, JoinVerdict.ACCEPTED, Optional.of(CLUSTER), Optional.empty(), ""));
        assertThat(ended).isEmpty();
    }

    @Test
    void foundsAloneOnlyAfterItListenedForACluster() {
        bench.run(() -> desk.foundAlone(OWN));
        assertThat(desk.state()).isEqualTo(MembershipState.FORMING);
        bench.advance(JoinDesk.LISTEN.minusMillis(1));
        assertThat(ended).isEmpty();
        bench.advance(Duration.ofMillis(1));
        assertThat(ended).containsExactly("found " + OWN);
    }

    @Test
    void joinsTheClusterThatCallsItInsteadOfFoundingAlone() {
        bench.run(() -> desk.foundAlone(OWN));
        bench.advance(Duration.ofSeconds(1));
        receive(A, new Message.Beacon(CLUSTER, VOTERS));
        assertThat(outbox.takeAddressees(Message.Join.class)).containsExactly(address(A), address(B), address(C));
        bench.advance(JoinDesk.LISTEN.multipliedBy(3));
        assertThat(ended).isEmpty();
        receive(A, accepted(D));
        assertThat(ended).containsExactly("joined " + CLUSTER + " v3");
    }

    @Test
    void anyWordOfAClusterKeepsItFromFoundingAlone() {
        bench.run(() -> desk.foundAlone(OWN));
        receive(B, renewal(B, 1, true));
        bench.advance(JoinDesk.LISTEN);
        assertThat(ended).isEmpty();
        assertThat(outbox.takeAddressees(Message.Join.class)).contains(address(B));
    }

    @Test
    void doesNotAskItself() {
        bench.run(() -> desk.join(List.of(address(D), address(A))));
        assertThat(outbox.takeAddressees(Message.Join.class)).containsExactly(address(A));
    }

    @Test
    void tellsOthersThatItCannotLetThemIn() {
        bench.run(() -> desk.foundAlone(OWN));
        receive(B, new Message.Join(B, "b", address(B)));
        List<Outgoing.Sent> sent = outbox.take();
        assertThat(sent).extracting(Outgoing.Sent::to).containsExactly(address(B));
        assertThat(((Message.JoinReply) sent.getFirst().message()).verdict()).isEqualTo(JoinVerdict.NOT_YET);
        bench.advance(JoinDesk.LISTEN);
        assertThat(ended).as("a node that has no cluster either is no cluster").containsExactly("found " + OWN);
    }

    @Test
    void stopsAskingAndFoundingWhenToldTo() {
        bench.run(() -> {
            desk.foundAlone(OWN);
            desk.join(List.of(address(A)));
            desk.stop();
        });
        outbox.take();
        bench.advance(JoinDesk.LISTEN.multipliedBy(2));
        receive(A, accepted(D));
        assertThat(outbox.take()).isEmpty();
        assertThat(ended).isEmpty();
    }

    private void receive(NodeId sender, Message message) {
        bench.run(() -> desk.received(sender, address(sender), message));
    }

    private static Message accepted(NodeId node) {
        return new Message.JoinReply(node, JoinVerdict.ACCEPTED, Optional.of(CLUSTER), Optional.of(VOTERS), "");
    }
}
