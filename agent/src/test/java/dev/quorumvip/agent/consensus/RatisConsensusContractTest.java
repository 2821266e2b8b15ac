package dev.quorumvip.agent.consensus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.consensus.Consensus.Applied;
import dev.quorumvip.agent.state.Outcome;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

class RatisConsensusContractTest extends ReplicatedLogContract {
    private final Path directory;
    private final List<TestPeer> peers = new ArrayList<>();

    RatisConsensusContractTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void closeAll() {
        peers.forEach(TestPeer::close);
    }

    @Override
    protected Group group() throws Exception {
        TestPeer one = TestPeer.founder(1, dir(0));
        peers.add(one);
        assertThat(one.propose(one.found())).containsExactly(new Outcome.Accepted());
        peers.add(TestPeer.joiner(2, dir(1), one));
        peers.add(TestPeer.joiner(3, dir(2), one));
        TestPeer.grow(one, peers.get(1), peers.get(2));
        return new Group() {
            @Override
            public Consensus node(int number) {
                return peers.get(number).consensus;
            }

            @Override
            public List<Applied> seen(int number) {
                return peers.get(number).seen();
            }

            @Override
            public void stop(int number) {
                peers.get(number).close();
            }

            @Override
            public void start(int number) throws Exception {
                peers.set(number, TestPeer.again(peers.get(number), dir(number)));
            }

            @Override
            public void eventually(String what, BooleanSupplier holds) {
                TestPeer.eventually(what, holds);
            }
        };
    }

    private Path dir(int number) {
        return directory.resolve("n" + number);
    }
}
