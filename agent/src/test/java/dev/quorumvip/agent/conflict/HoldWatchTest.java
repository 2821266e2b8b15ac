package dev.quorumvip.agent.conflict;

import static dev.quorumvip.agent.conflict.Segment.ELSEWHERE;
import static dev.quorumvip.agent.conflict.Segment.KNOWN;
import static dev.quorumvip.agent.conflict.Segment.MEMBER;
import static dev.quorumvip.agent.conflict.Segment.OTHER_STRANGER;
import static dev.quorumvip.agent.conflict.Segment.OWN;
import static dev.quorumvip.agent.conflict.Segment.STRANGER;
import static dev.quorumvip.agent.conflict.Segment.VIP;
import static dev.quorumvip.agent.conflict.Segment.VIP6;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.conflict.HoldEffect.AnnounceAnew;
import dev.quorumvip.agent.conflict.HoldEffect.ConflictBegan;
import dev.quorumvip.agent.conflict.HoldEffect.ConflictGoesOn;
import dev.quorumvip.agent.conflict.HoldEffect.ConflictOver;
import dev.quorumvip.agent.conflict.HoldEffect.Defend;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HoldWatchTest {
    private static final long T0 = 7_000_000_000L;
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final HoldWatch watch = new HoldWatch();

    @BeforeEach
    void holdBothAddresses() {
        assertThat(watch.holds(List.of(VIP, VIP6))).isEmpty();
    }

    @Test
    void defendsAtOnceAndNamesTheStranger() {
        AddressConflict conflict = new AddressConflict(VIP, STRANGER, T0, T0, 1);
        assertThat(watch.heard(Segment.announcement(VIP, STRANGER), KNOWN, T0))
                .containsExactly(new Defend(VIP), new ConflictBegan(conflict));
        assertThat(watch.conflicts()).containsExactly(conflict);
    }

    @Test
    void defendsOnceEachIntervalHoweverMuchIsClaimed() {
        List<Long> defended = new ArrayList<>();
        for (int tenth = 0; tenth <= 300; tenth++) {
            long now = T0 + tenth * SECOND / 10;
            List<HoldEffect> effects = watch.heard(Segment.use(VIP, STRANGER), KNOWN, now);
            if (effects.contains(new Defend(VIP))) {
                assertThat(effects)
                        .as("told each time that it is defended, and else not")
                        .hasSize(2);
                defended.add((now - T0) / SECOND);
            } else {
                assertThat(effects).isEmpty();
            }
        }
        assertThat(defended).containsExactly(0L, 10L, 20L, 30L);
        assertThat(watch.conflicts()).containsExactly(new AddressConflict(VIP, STRANGER, T0, T0 + 30 * SECOND, 301));
    }

    @Test
    void saysThatAConflictGoesOnWithTheNewestMac() {
        watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0);
        assertThat(watch.heard(Segment.use(VIP, OTHER_STRANGER), KNOWN, T0 + SECOND))
                .as("inventing MACs makes nobody say more")
                .isEmpty();
        long later = T0 + 10 * SECOND;
        assertThat(watch.heard(Segment.use(VIP, OTHER_STRANGER), KNOWN, later))
                .containsExactly(
                        new Defend(VIP), new ConflictGoesOn(new AddressConflict(VIP, OTHER_STRANGER, T0, later, 3)));
    }

    @Test
    void watchesEachAddressByItself() {
        watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0);
        assertThat(watch.heard(Segment.announcement(VIP6, STRANGER), KNOWN, T0 + 1))
                .contains(new Defend(VIP6));
        assertThat(watch.conflicts())
                .extracting(AddressConflict::address)
                .as("oldest first")
                .containsExactly(VIP, VIP6);
    }

    @Test
    void answersAMemberAtOnceEachTimeAndCallsItNoConflict() {
        for (int i = 0; i < 3; i++) {
            assertThat(watch.heard(Segment.announcement(VIP, MEMBER), KNOWN, T0 + i))
                    .containsExactly(new AnnounceAnew(VIP));
        }
        assertThat(watch.conflicts()).isEmpty();
        assertThat(watch.nextTickNanos()).isEmpty();
    }

    @Test
    void ignoresItsOwnFramesAndOtherAddresses() {
        assertThat(watch.heard(Segment.announcement(VIP, OWN), KNOWN, T0)).isEmpty();
        assertThat(watch.heard(Segment.announcement(ELSEWHERE, STRANGER), KNOWN, T0))
                .isEmpty();
        assertThat(watch.conflicts()).isEmpty();
    }

    @Test
    void isOverAfterAMinuteOfSilence() {
        watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0);
        watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0 + 5 * SECOND);
        long over = T0 + 65 * SECOND;
        assertThat(watch.nextTickNanos()).hasValue(over);
        assertThat(watch.tick(over - 1)).isEmpty();
        assertThat(watch.tick(over))
                .containsExactly(new ConflictOver(new AddressConflict(VIP, STRANGER, T0, T0 + 5 * SECOND, 2)));
        assertThat(watch.conflicts()).isEmpty();
        assertThat(watch.heard(Segment.use(VIP, STRANGER), KNOWN, over))
                .containsExactly(new Defend(VIP), new ConflictBegan(new AddressConflict(VIP, STRANGER, over, over, 1)));
    }

    @Test
    void isOverWhenTheAddressIsHeldNoMore() {
        watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0);
        assertThat(watch.holds(List.of(VIP6, VIP))).isEmpty();
        assertThat(watch.holds(List.of(VIP6)))
                .containsExactly(new ConflictOver(new AddressConflict(VIP, STRANGER, T0, T0, 1)));
        assertThat(watch.heard(Segment.use(VIP, STRANGER), KNOWN, T0 + 1)).isEmpty();
    }

    @Test
    void knowsWhoseAMacIs() {
        assertThat(KNOWN.whose(OWN)).isEqualTo(KnownMacs.Whose.OWN);
        assertThat(KNOWN.whose(MEMBER)).isEqualTo(KnownMacs.Whose.MEMBER);
        assertThat(KNOWN.whose(STRANGER)).isEqualTo(KnownMacs.Whose.STRANGER);
    }
}
