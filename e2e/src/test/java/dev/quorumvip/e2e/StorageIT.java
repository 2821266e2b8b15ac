package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.agent.AgentProcess;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.Node;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A data directory that is locked, read-only or damaged: the agent says so and ends, the others serve the VIP, and the
 * node is of use again once its data is as it was.
 */
@SuppressWarnings("NullAway.Init") // the fields are set before each test
class StorageIT extends DiskFixture {
    private Node victim;
    private Path backup;

    @BeforeEach
    void stopANodeThatHoldsNothing() {
        victim = allBut(holder()).getFirst();
        cluster.agent(victim).kill();
        backup = cluster.directory().resolve("backup");
        Command.run("cp", "-a", cluster.dataDir(victim).toString(), backup.toString());
    }

    @AfterEach
    void isOfUseAgainWithItsDataAsItWas() throws IOException {
        cluster.agent(victim).kill();
        cluster.wipe(victim);
        Files.move(backup, cluster.dataDir(victim));
        cluster.start(victim, cluster.optionsAlone(victim).foundedBy(nodes()));
        awaitAllReady();
        assertThat(nodes()).extracting(node -> rest(node).vip()).containsOnly(CIDR);
    }

    @Test
    void lockedDataDirectoryIsRefused() {
        Node owner = holder();
        AgentProcess second = AgentProcess.start(
                victim,
                cluster.optionsAlone(victim).foundedBy(nodes()).storedIn(cluster.dataDir(owner)),
                "",
                cluster.directory().resolve("second.log"));
        assertEnds(second, "lock");
        assertThat(cluster.runs(owner)).isTrue();
        assertServedBy(owner);
    }

    @Test
    void readOnlyDiskIsRefused() {
        Node holder = holder();
        String dir = cluster.dataDir(victim).toString();
        assertEnds(
                startAfter(victim, "mount --bind %s %s && mount -o remount,bind,ro %s".formatted(dir, dir, dir), dir),
                "read-only",
                "not writable",
                "cannot write");
        assertServedBy(holder);
    }

    @Test
    void diskWithoutSpaceIsRefused() throws IOException {
        Node holder = holder();
        String disk = Files.createDirectories(cluster.directory().resolve("full-disk"))
                .toString();
        assertEnds(startAfter(victim, "mount -t tmpfs -o size=4k tmpfs " + disk, disk), "is full", "no space");
        assertServedBy(holder);
    }

    @Test
    void flippedByteInTheLogIsRefused() throws IOException {
        Node holder = holder();
        for (Path log : logs()) {
            byte[] bytes = Files.readAllBytes(log);
            bytes[usedLength(bytes) / 2] ^= 0x10;
            Files.write(log, bytes);
        }
        assertEnds(cluster.start(victim), "checksum", "corrupt");
        assertServedBy(holder);
    }

    @Test
    void logCutShortDoesNoHarm() throws IOException {
        Node holder = holder();
        for (Path log : logs()) {
            try (FileChannel file = FileChannel.open(log, StandardOpenOption.WRITE)) {
                file.truncate(usedLength(Files.readAllBytes(log)) - 7L);
            }
        }
        AgentProcess agent = cluster.start(victim);
        // A torn last entry is what a crash leaves behind, and is written again by the leader; more than that is
        // refused.
        awaitTrue(
                "the agent is ready again, or ended",
                READY,
                () -> !agent.isAlive() || rest(victim).ready());
        if (!agent.isAlive()) {
            assertEnds(agent, "corrupt", "checksum", "log");
        }
        assertServedBy(holder);
    }

    @Test
    void garbageInTheMetadataIsRefused() throws IOException {
        Node holder = holder();
        List<Path> metadata = filesOf(victim, "raft-meta");
        assertThat(metadata).isNotEmpty();
        for (Path file : metadata) {
            Files.writeString(file, "no metadata at all\n");
        }
        assertEnds(cluster.start(victim), "raft-meta", "metadata", "corrupt");
        assertServedBy(holder);
    }

    private List<Path> logs() throws IOException {
        List<Path> logs = filesOf(victim, "log_");
        assertThat(logs).isNotEmpty();
        return logs;
    }

    /** Up to the space that was allocated ahead. */
    private static int usedLength(byte[] log) {
        int length = log.length;
        // Ratis fills what it allocates ahead with one byte over and over.
        byte filler = log[log.length - 1];
        while (length > 0 && log[length - 1] == filler) {
            length--;
        }
        assertThat(length).as("used bytes of the log").isGreaterThan(16);
        return length;
    }
}
