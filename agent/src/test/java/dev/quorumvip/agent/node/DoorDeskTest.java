package dev.quorumvip.agent.node;

import static dev.quorumvip.agent.node.Sample.A;
import static dev.quorumvip.agent.node.Sample.B;
import static dev.quorumvip.agent.node.Sample.C;
import static dev.quorumvip.agent.node.Sample.CLUSTER;
import static dev.quorumvip.agent.node.Sample.D;
import static dev.quorumvip.agent.node.Sample.address;
import static dev.quorumvip.agent.node.Sample.voters;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.protocol.JoinVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.RefusalCause;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DoorDeskTest {
    private static final Message.Join KNOCK = new Message.Join(D, "d", address(D));

    private final LoopBench bench = new LoopBench();
    private final ScriptedConsensus log = new ScriptedConsensus();
    private final Outgoing outbox = new Outgoing();
    private final DoorDesk desk = new DoorDesk(CLUSTER, bench.loop, outbox, log, () -> voters(3, A, B, C));

    @BeforeEach
    void found() {
        Sample.found(log);
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void letsANodeInOnceTheLogHasIt() {
        knock(KNOCK);
        assertThat(log.takeOnlyProposal()).containsExactly(new Command.AddMember(D, "d", address(D)));
        assertThat(outbox.take()).isEmpty();
        log.commit();
        settle();
        assertThat(outbox.take())
                .containsExactly(new Outgoing.Sent(
                        address(D),
                        new Message.JoinReply(
                                D, JoinVerdict.ACCEPTED, Optional.of(CLUSTER), Optional.of(voters(3, A, B, C)), "")));
    }

    @Test
    void letsANodeInThatIsItselfAnewInThePlaceOfWhoItWas() {
        knock(new Message.Join(D, "b", address(D), Optional.of(B)));
        assertThat(log.takeOnlyProposal()).containsExactly(new Command.SucceedMember(D, "b", address(D), B));
        log.commit();
        settle();
        assertThat(onlyReply().verdict()).as("though the name was B's").isEqualTo(JoinVerdict.ACCEPTED);
    }

    @Test
    void proposesOnceForManyKnocksAndAgainForALaterOne() {
        knock(KNOCK);
        knock(KNOCK);
        assertThat(log.takeOnlyProposal()).hasSize(1);
        log.commit();
        settle();
        assertThat(outbox.take()).hasSize(1);
        knock(KNOCK);
        log.commit();
        settle();
        assertThat(outbox.take(Message.JoinReply.class))
                .as("a member that asks again is told again")
                .extracting(Message.JoinReply::verdict)
                .containsExactly(JoinVerdict.ACCEPTED);
    }

    @Test
    void asksForPatienceWithoutAQuorum() {
        knock(KNOCK);
        log.fail();
        settle();
        Message.JoinReply reply = onlyReply();
        assertThat(reply.verdict()).isEqualTo(JoinVerdict.NOT_YET);
        assertThat(reply.clusterId()).isEmpty();
        assertThat(reply.detail()).contains("no quorum");
        log.takeProposed();
        knock(KNOCK);
        assertThat(log.takeProposed()).as("and proposes again when asked again").hasSize(1);
    }

    @Test
    void tellsANodeWhoseNameIsTakenWhatToDo() {
        knock(new Message.Join(D, "b", address(D)));
        log.commit();
        settle();
        Message.JoinReply reply = onlyReply();
        assertThat(reply.verdict()).isEqualTo(JoinVerdict.REFUSED);
        assertThat(reply.detail()).contains("'b'", "--node-name");
        assertThat(reply.clusterId()).isEmpty();
        assertThat(reply.voters()).isEmpty();
    }

    @Test
    void tellsARemovedNodeToEmptyItsDirectory() {
        log.append(new Command.AddMember(D, "d", address(D)));
        log.append(new Command.StartRemoval(D), new Command.DropMember(D));
        knock(KNOCK);
        log.commit();
        settle();
        Message.JoinReply reply = onlyReply();
        assertThat(reply.verdict()).isEqualTo(JoinVerdict.REFUSED);
        assertThat(reply.detail()).contains("removed", "data directory");
    }

    @ParameterizedTest
    @EnumSource(RefusalCause.class)
    void explainsEveryRefusal(RefusalCause cause) {
        knock(KNOCK);
        log.refuse(cause);
        settle();
        Message.JoinReply reply = onlyReply();
        assertThat(reply.verdict()).isEqualTo(JoinVerdict.REFUSED);
        assertThat(reply.detail()).isNotBlank();
    }

    private void knock(Message.Join join) {
        bench.run(() -> desk.knock(join));
    }

    private void settle() {
        bench.run(() -> {});
    }

    private Message.JoinReply onlyReply() {
        List<Message.JoinReply> replies = outbox.take(Message.JoinReply.class);
        assertThat(replies).hasSize(1);
        return replies.getFirst();
    }
}
