package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.agent.founding.Instruction.Found;
import dev.quorumvip.agent.founding.Instruction.Join;
import dev.quorumvip.agent.node.InstructionDesk.Refusal;
import dev.quorumvip.agent.node.InstructionDesk.Standing;
import dev.quorumvip.api.ProblemReason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** What a node does that is told how to get into a cluster. */
class InstructionDeskTest {
    private static final ClusterAddress A = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress B = ClusterAddress.parse("192.0.2.2:8800");
    private static final ClusterAddress C = ClusterAddress.parse("192.0.2.3:8800");
    private static final Found FOUND = new Found(List.of(A, B, C));
    private static final Join JOIN = new Join(List.of(B));
    private static final Standing OUTSIDE = new Standing.InNoCluster();
    private static final Standing MEMBER = new Standing.Member(new UUID(1, 2));

    private final ScriptedJournal disk = new ScriptedJournal();
    private final List<String> done = new ArrayList<>();

    private InstructionDesk desk(boolean awaits, Optional<Instruction> told) {
        return new InstructionDesk(A, awaits, told, disk, new InstructionDesk.Way() {
            @Override
            public void found(List<ClusterAddress> peers) {
                done.add("found " + peers.size());
            }

            @Override
            public void join(List<ClusterAddress> members) {
                done.add("join " + members.size());
            }
        });
    }

    private InstructionDesk desk() {
        return desk(true, Optional.empty());
    }

    private static ProblemReason refusal(CompletableFuture<Optional<Refusal>> answer) {
        return answer.join().orElseThrow().reason();
    }

    @Test
    void isActedOnAndAnsweredOnceItIsOnDisk() {
        CompletableFuture<Optional<Refusal>> answer = desk().instruct(FOUND, OUTSIDE);
        assertThat(disk.instructions()).containsExactly(FOUND);
        assertThat(answer).isNotDone();
        assertThat(done).isEmpty();
        disk.confirm();
        assertThat(answer).isCompletedWithValue(Optional.empty());
        assertThat(done).containsExactly("found 3");
    }

    @Test
    void theSameAgainIsAnsweredAlikeAndNotActedOnTwice() {
        InstructionDesk desk = desk();
        CompletableFuture<Optional<Refusal>> first = desk.instruct(FOUND, OUTSIDE);
        CompletableFuture<Optional<Refusal>> second = desk.instruct(new Found(List.of(C, B, A)), OUTSIDE);
        assertThat(second).as("not before the first is on disk").isNotDone();
        disk.confirm();
        assertThat(first).isCompletedWithValue(Optional.empty());
        assertThat(second).isCompletedWithValue(Optional.empty());
        assertThat(desk.instruct(FOUND, OUTSIDE)).isCompletedWithValue(Optional.empty());
        assertThat(desk.instruct(FOUND, MEMBER)).as("also later").isCompletedWithValue(Optional.empty());
        assertThat(done).containsExactly("found 3");
    }

    @Test
    void anotherOneIsRefusedEvenBeforeTheFirstIsOnDisk() {
        InstructionDesk desk = desk();
        desk.instruct(FOUND, OUTSIDE);
        Refusal refusal =
                desk.instruct(new Found(List.of(A, B)), OUTSIDE).join().orElseThrow();
        assertThat(refusal.reason()).isEqualTo(ProblemReason.CONFLICT);
        assertThat(refusal.message()).contains("told otherwise before", "192.0.2.3:8800");
        assertThat(refusal(desk.instruct(JOIN, OUTSIDE))).isEqualTo(ProblemReason.CONFLICT);
        disk.confirm();
        assertThat(disk.instructions()).containsExactly(FOUND);
        assertThat(done).containsExactly("found 3");
    }

    @Test
    void moreMembersToAskAreAdded() {
        disk.writeAtOnce();
        InstructionDesk desk = desk();
        desk.instruct(JOIN, OUTSIDE).join();
        assertThat(desk.instruct(new Join(List.of(C)), OUTSIDE)).isCompletedWithValue(Optional.empty());
        assertThat(disk.instructions()).containsExactly(JOIN, new Join(List.of(C, B)));
        assertThat(done).containsExactly("join 1", "join 2");
        assertThat(refusal(desk.instruct(FOUND, OUTSIDE))).isEqualTo(ProblemReason.CONFLICT);
    }

    @Test
    void aMemberIsToldNothingNew() {
        disk.writeAtOnce();
        InstructionDesk desk = desk();
        desk.instruct(JOIN, OUTSIDE).join();
        Refusal refusal = desk.instruct(FOUND, MEMBER).join().orElseThrow();
        assertThat(refusal.reason()).isEqualTo(ProblemReason.ALREADY_MEMBER);
        assertThat(refusal.message()).contains(new UUID(1, 2).toString());
        assertThat(refusal(desk.instruct(new Join(List.of(C)), MEMBER))).isEqualTo(ProblemReason.ALREADY_MEMBER);
        assertThat(disk.instructions()).containsExactly(JOIN);
    }

    @Test
    void whoHasItInItsConfigurationIsToldNothing() {
        InstructionDesk desk = desk(false, Optional.empty());
        assertThat(refusal(desk.instruct(FOUND, OUTSIDE))).isEqualTo(ProblemReason.CONFLICT);
        assertThat(refusal(desk.instruct(JOIN, MEMBER))).isEqualTo(ProblemReason.ALREADY_MEMBER);
        assertThat(disk.instructions()).isEmpty();
    }

    @Test
    void aRemovedNodeIsToldNothingNotEvenTheSame() {
        InstructionDesk desk = desk(true, Optional.of(FOUND));
        assertThat(refusal(desk.instruct(FOUND, new Standing.Removed()))).isEqualTo(ProblemReason.CONFLICT);
    }

    @Test
    void whatDoesNotSuitThisNodeIsAWrongValue() {
        assertThat(refusal(desk().instruct(new Found(List.of(B, C)), OUTSIDE))).isEqualTo(ProblemReason.INVALID_VALUE);
        assertThat(refusal(desk().instruct(new Join(List.of(A)), OUTSIDE))).isEqualTo(ProblemReason.INVALID_VALUE);
        assertThat(disk.instructions()).isEmpty();
    }

    @Test
    void aRestartGoesOnWithWhatWasTold() {
        desk(true, Optional.of(FOUND)).resume();
        desk(true, Optional.of(JOIN)).resume();
        desk().resume();
        assertThat(done).containsExactly("found 3", "join 1");
        assertThat(refusal(desk(true, Optional.of(FOUND)).instruct(JOIN, OUTSIDE)))
                .isEqualTo(ProblemReason.CONFLICT);
    }
}
