package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.founding.Instruction;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A node is given up, and another one starts in its directory. */
class SuccessionTest {
    private static final ClusterAddress OLD = ClusterAddress.parse("192.0.2.1:8800");
    private static final ClusterAddress NEW = ClusterAddress.parse("192.0.2.2:8800");
    private static final BoundRecord BOUND =
            BoundRecord.NONE.with(new BoundRecord.Entry("eth0", InetAddress.ofLiteral("192.0.2.9"), 32));

    private final Random random = new Random(7);
    private final Path path;
    private long former;

    SuccessionTest(@TempDir Path temp) throws IOException {
        this.path = temp.toRealPath().resolve("agent");
    }

    /** A member that holds a VIP and has promised things. */
    @BeforeEach
    void live() throws IOException {
        try (DataDirectory directory = open()) {
            directory.settleAt(OLD);
            former = directory.identity().nodeId();
            directory.membership().write(new Membership(new UUID(1, 2), List.of(OLD.toString()), 1, false));
            directory.instruction().write(StoredInstruction.of(new Instruction.Found(List.of(OLD))));
            directory.foundingPromise().write(new FoundingPromise("promised"));
            directory.bound().write(BOUND);
            directory.sessionSequence().next();
            Files.createDirectories(directory.raftDirectory().resolve("1"));
        }
    }

    @Test
    void aNodeKnowsThatItHasMoved() {
        try (DataDirectory directory = open()) {
            assertThat(directory.hasMovedTo(OLD)).isFalse();
            assertThat(directory.hasMovedTo(NEW)).isTrue();
            assertThat(directory.former()).isEmpty();
            directory.settleAt(NEW);
            assertThat(directory.hasMovedTo(NEW))
                    .as("only a life that begins settles")
                    .isTrue();
        }
    }

    @Test
    void theSuccessorRemembersNothingButWhatItHasToTakeOff() {
        giveUp();
        try (DataDirectory directory = open()) {
            directory.settleAt(NEW);
            isNew(directory);
            assertThat(directory.bound().value()).contains(BOUND);
            assertThat(path.resolve("former/raft/1")).isDirectory();
            assertThat(path.resolve("former/identity")).exists();
            assertThat(path.resolve("former/membership")).exists();
            assertThat(path.resolve("former/bound")).doesNotExist();
        }
        long successor;
        try (DataDirectory directory = open()) {
            successor = directory.identity().nodeId();
            assertThat(directory.boot()).isEqualTo(2);
            assertThat(directory.former()).contains(new NodeId(former));
            assertThat(directory.hasMovedTo(NEW)).isFalse();
        }
        assertThat(successor).isNotEqualTo(former);
    }

    /** The places where a crash leaves files half way. */
    @ParameterizedTest
    @ValueSource(strings = {"identity", "boot-counter", "membership", "raft", "session-sequence"})
    void aCrashWhileThingsAreSetAsideIsMendedByTheNextStart(String moved) throws IOException {
        giveUp();
        Files.createDirectories(path.resolve("former"));
        Files.move(path.resolve(moved), path.resolve("former").resolve(moved));
        try (DataDirectory directory = open()) {
            directory.settleAt(NEW);
            isNew(directory);
            assertThat(path.resolve("former/raft/1")).isDirectory();
        }
    }

    @Test
    void aSuccessorThatCrashedBeforeItBeganIsForgotten() throws IOException {
        giveUp();
        open().close();
        byte[] kept = Files.readAllBytes(path.resolve("former/identity"));
        try (DataDirectory directory = open()) {
            directory.settleAt(NEW);
            isNew(directory);
            assertThat(directory.boot()).isEqualTo(1);
            assertThat(path.resolve("former/identity")).hasBinaryContent(kept);
        }
    }

    @Test
    void whoWasNeverAMemberHandsDownWhoWas() {
        giveUp();
        try (DataDirectory directory = open()) {
            directory.settleAt(NEW);
            directory.giveUp();
        }
        try (DataDirectory directory = open()) {
            directory.settleAt(OLD);
            isNew(directory);
            assertThat(path.resolve("former/membership"))
                    .as("of the last one alone")
                    .doesNotExist();
        }
    }

    private void isNew(DataDirectory directory) {
        assertThat(directory.identity().nodeId()).isNotEqualTo(former);
        assertThat(directory.former()).contains(new NodeId(former));
        assertThat(directory.membership().value()).isEmpty();
        assertThat(directory.instruction().value()).isEmpty();
        assertThat(directory.foundingPromise().value()).contains(FoundingPromise.NONE);
        assertThat(directory.sessionSequence().last()).isZero();
        assertThat(directory.hasRaftState()).isFalse();
        assertThat(path.resolve("succession")).doesNotExist();
    }

    private void giveUp() {
        try (DataDirectory directory = open()) {
            directory.giveUp();
        }
    }

    private DataDirectory open() {
        return DataDirectory.open(path, random, InstantSource.system());
    }
}
