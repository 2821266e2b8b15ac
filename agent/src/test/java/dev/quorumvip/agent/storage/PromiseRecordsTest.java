package dev.quorumvip.agent.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.lease.PromisedRecord;
import java.net.InetAddress;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PromiseRecordsTest {
    @Test
    void promisesAreThoseOfTheVotersTable() {
        PromisedRecord promised = new PromisedRecord(
                new TreeMap<>(Map.of(new NodeId(7), 3L, new NodeId(8), 4L)), new VoterSetVersion(5), 6);

        VoterPromises promises = VoterPromises.of(promised);

        assertThat(promises).isEqualTo(new VoterPromises(Map.of(7L, 3L, 8L, 4L), 5, 6));
        assertThat(promises.toPromisedRecord()).isEqualTo(promised);
        assertThat(VoterPromises.NONE.toPromisedRecord()).isEqualTo(PromisedRecord.blank());
    }

    @Test
    void promisesAreWithinTheirRanges() {
        assertThatIllegalArgumentException().isThrownBy(() -> new VoterPromises(Map.of(), 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new VoterPromises(Map.of(), 1, -1));
    }

    @Test
    void boundRecordAddsAndRemoves() {
        BoundRecord.Entry address = new BoundRecord.Entry("eth0", InetAddress.ofLiteral("192.0.2.9"), 24);

        assertThat(BoundRecord.NONE.with(address).with(address).addresses()).containsExactly(address);
        assertThat(BoundRecord.NONE.with(address).without(address)).isEqualTo(BoundRecord.NONE);
        assertThatIllegalArgumentException().isThrownBy(() -> new BoundRecord.Entry("eth0", address.address(), 33));
    }

    @Test
    void nodeIdsSurviveADouble() {
        Random random = new Random(7);
        for (int i = 0; i < 1000; i++) {
            long id = NodeIdentity.create(random, Instant.EPOCH).nodeId();
            assertThat((long) (double) id).isEqualTo(id).isPositive();
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeIdentity(0, Instant.EPOCH));
        assertThatIllegalArgumentException().isThrownBy(() -> new NodeIdentity(1L << 53, Instant.EPOCH));
    }
}
