package dev.quorumvip.operator.vip;

import static dev.quorumvip.operator.Samples.confirmed;
import static dev.quorumvip.operator.Samples.told;
import static dev.quorumvip.operator.Samples.unconfirmed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.VipState;
import dev.quorumvip.operator.quorum.QuorumView;
import dev.quorumvip.operator.quorum.Reach;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class OrphansTest {
    private static final QuorumView WEB = confirmed(List.of(), told("web", VipState.HELD, "n1"));
    private static final Set<String> ITS_OWNER = Set.of("kubernetes/uid-of-web");
    private static final long LATER = Orphans.PATIENCE.toNanos();

    private final Orphans orphans = new Orphans();

    @Test
    void findsAVipWhoseResourceHasBeenGoneForAWhile() {
        assertThat(orphans.find(WEB, Set.of(), 0)).isEmpty();
        assertThat(orphans.find(WEB, Set.of(), LATER - 1)).isEmpty();
        assertThat(orphans.find(WEB, Set.of(), LATER))
                .containsExactly(new Orphans.Orphan("web", "kubernetes/uid-of-web"));
    }

    @Test
    void leavesAVipAloneThatHasItsResource() {
        assertThat(orphans.find(WEB, ITS_OWNER, 0)).isEmpty();
        assertThat(orphans.find(WEB, ITS_OWNER, LATER)).isEmpty();
    }

    @Test
    void countsAnewWhenTheResourceWasThereMeanwhile() {
        orphans.find(WEB, Set.of(), 0);
        orphans.find(WEB, ITS_OWNER, LATER - 1);
        assertThat(orphans.find(WEB, Set.of(), LATER)).isEmpty();
    }

    @Test
    void findsNothingWhileNothingIsConfirmed() {
        orphans.find(WEB, Set.of(), 0);
        assertThat(orphans.find(unconfirmed(Reach.NO_QUORUM), Set.of(), LATER)).isEmpty();
    }
}
