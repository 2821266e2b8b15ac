package dev.quorumvip.agent.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import dev.quorumvip.agent.protocol.Message.Timing;
import dev.quorumvip.agent.protocol.MessagePages.Page;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessagePagesTest {
    private static final UUID CLUSTER = new UUID(1, 2);
    private static final SessionId SESSION = new SessionId(new NodeId(7), 3);

    @Test
    void leavesAloneWhatFits() {
        Knowledge known = SampleKnowledge.withAssignments(10);

        assertThat(turn(known, 0)).isEqualTo(known);
        assertThat(turn(known, 1)).isEqualTo(known);
    }

    @ParameterizedTest
    @ValueSource(ints = {20, 50, 100, 500})
    void bringsEveryAssignmentRoundOnceAndInOrder(int count) {
        Knowledge known = SampleKnowledge.withAssignments(count);
        List<AssignedVip> seen = new ArrayList<>();
        for (long turn = 0; seen.size() < count; turn++) {
            Knowledge page = turn(known, turn);
            seen.addAll(page.assignments());
            assertThat(page.assignments()).isNotEmpty();
            assertThat(page.appliedIndex()).isEqualTo(known.appliedIndex());
            assertThat(page.voters()).isEqualTo(known.voters());
            assertFits(page);
        }
        assertThat(seen).isEqualTo(known.assignments());
    }

    @Test
    void fillsADatagramToTheLastByteThatFits() {
        Knowledge known = SampleKnowledge.withAssignments(200);
        Knowledge first = turn(known, 0);
        int size = MessageCodec.encode(new Message.Ack(CLUSTER, SESSION, 1, new VoterSetVersion(2), first)).length;
        AssignedVip next = known.assignments().get(first.assignments().size());
        int nextSize = new FieldWriter(MessageCodec.MAX_BYTES).assignedVip(next).size();

        assertThat(size + nextSize).isGreaterThan(MessageCodec.MAX_BYTES);
    }

    @Test
    void fitsTheLongestAssignmentBesideTwentyNineVoters() {
        AssignedVip longest = new AssignedVip(
                "x".repeat(238),
                new GrantNumber(1),
                List.of(VipAddress.parse("2001:db8::5/64")),
                InterfaceChoice.of("enp0s31f6.4094x"), // IFNAMSIZ − 1 of linux/if.h
                false,
                Optional.of(ConflictPolicy.REFUSE));

        assertFits(turn(known(29, longest), 0));
        assertThatIllegalArgumentException().isThrownBy(() -> turn(known(40, longest), 0));
    }

    @Test
    void bringsEveryHoldingRound() {
        List<Holding> all = LongStream.rangeClosed(1, 3L * MessagePages.MAX_HOLDINGS - 1)
                .mapToObj(i -> new Holding(new GrantNumber(i), i, "interface012345", i))
                .toList();
        List<Holding> seen = new ArrayList<>();
        for (long turn = 6; turn < 9; turn++) {
            Page<Holding> page = MessagePages.holding(all, turn);
            assertThat(page.pages()).isEqualTo(3);
            seen.addAll(page.entries());
        }

        assertThat(seen).isEqualTo(all);
        List<Holding> some = all.subList(0, MessagePages.MAX_HOLDINGS);
        assertThat(MessagePages.holding(some, 5)).isEqualTo(new Page<>(1, some));
        assertThat(MessagePages.holding(List.of(), 5)).isEqualTo(new Page<>(1, List.of()));
    }

    @Test
    void knowsHowManyHoldingsFit() {
        assertThat(renewWith(MessagePages.MAX_HOLDINGS)).isNotEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> renewWith(MessagePages.MAX_HOLDINGS + 1));
    }

    @Test
    void cutsTimingsIntoSoManyMessagesAsItTakes() {
        List<Timing> all = LongStream.rangeClosed(1, 200)
                .mapToObj(MessagePagesTest::timing)
                .toList();
        List<List<Timing>> pages = MessagePages.timings(all);

        assertThat(pages.stream().flatMap(List::stream).toList()).isEqualTo(all);
        assertThat(pages).hasSize(5);
        assertThat(pages.getFirst()).hasSize(MessagePages.MAX_TIMINGS);
        assertThat(MessagePages.timings(List.of())).isEmpty();
        assertThat(MessageCodec.encode(new Message.Timings(CLUSTER, SESSION, pages.getFirst())))
                .hasSizeLessThanOrEqualTo(MessageCodec.MAX_BYTES);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MessageCodec.encode(
                        new Message.Timings(CLUSTER, SESSION, all.subList(0, MessagePages.MAX_TIMINGS + 1))));
    }

    private static Timing timing(long grant) {
        return new Timing(new GrantNumber(grant), Duration.ofMillis(grant), Optional.of(Duration.ofMillis(grant)));
    }

    private static byte[] renewWith(int holdings) {
        List<Holding> holding = LongStream.rangeClosed(1, holdings)
                .mapToObj(i -> new Holding(new GrantNumber(i), i, "interface012345", i))
                .toList();
        return MessageCodec.encode(new Message.Renew(
                CLUSTER, SESSION, 1, new VoterSetVersion(2), Duration.ofSeconds(1), true, 1, 1, holding));
    }

    private static Knowledge known(int voters, AssignedVip assigned) {
        TreeMap<NodeId, ClusterAddress> members = new TreeMap<>();
        LongStream.rangeClosed(1, voters)
                .forEach(i -> members.put(new NodeId(i), ClusterAddress.parse("[2001:db8::" + i + "]:8800")));
        return new Knowledge(
                new NodeId(9),
                1,
                Optional.of(new NodeId(1)),
                new VoterSet(new VoterSetVersion(1), members),
                MemberState.MEMBER,
                1,
                List.of(assigned));
    }

    private static void assertFits(Knowledge page) {
        for (Message message : List.of(
                new Message.Ack(CLUSTER, SESSION, 1, new VoterSetVersion(2), page),
                new Message.Refusal(CLUSTER, SESSION, 1, RefusalReason.SESSION_CLOSED, page),
                new Message.Notice(CLUSTER, page))) {
            assertThat(MessageCodec.encode(message)).hasSizeLessThanOrEqualTo(MessageCodec.MAX_BYTES);
        }
    }

    private static Knowledge turn(Knowledge whole, long turn) {
        return MessagePages.knowledge(whole, MessagePages.assignments(whole), turn);
    }
}
