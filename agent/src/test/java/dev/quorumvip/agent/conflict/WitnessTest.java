package dev.quorumvip.agent.conflict;

import static dev.quorumvip.agent.conflict.Segment.ELSEWHERE;
import static dev.quorumvip.agent.conflict.Segment.MEMBER;
import static dev.quorumvip.agent.conflict.Segment.STRANGER;
import static dev.quorumvip.agent.conflict.Segment.VIP;
import static dev.quorumvip.agent.conflict.Segment.VIP6;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.conflict.Sighting.Verdict;
import dev.quorumvip.agent.conflict.WitnessEffect.Ask;
import dev.quorumvip.agent.conflict.WitnessEffect.Changed;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class WitnessTest {
    private static final long T0 = 9_000_000_000L;
    private static final long MILLI = 1_000_000;
    private static final long INTERVAL = 5_000 * MILLI;
    private static final long WINDOW = 300 * MILLI;
    private static final MacAddress NEXT_HOLDER = MacAddress.parse("02:00:00:00:00:03");

    private final Witness witness = new Witness(WitnessPlan.DEFAULT, T0);
    private long now = T0;

    @BeforeEach
    void watchOneThatAMemberHolds() {
        witness.watch(List.of(web(MEMBER)));
    }

    @Test
    void asksOnceEachIntervalAndTellsWhoAnswered() {
        assertThat(witness.tick(now)).containsExactly(new Ask(VIP));
        witness.heard(Segment.answer(VIP, MEMBER));
        assertThat(witness.tick(now + WINDOW - 1)).isEmpty();
        Sighting seen = sighting(Set.of(MEMBER), MEMBER, T0, T0);
        assertThat(witness.tick(now + WINDOW)).containsExactly(new Changed(seen));
        assertThat(seen.verdict()).isEqualTo(Verdict.HOLDER);
        assertThat(witness.sightings()).isEqualTo(Map.of("web", List.of(seen)));
        assertThat(witness.nextTickNanos()).hasValue(T0 + INTERVAL);
        assertThat(witness.tick(T0 + INTERVAL - 1)).isEmpty();
        assertThat(witness.tick(T0 + INTERVAL)).containsExactly(new Ask(VIP));
    }

    @Test
    void tellsNothingAgainWhileTheSameOneAnswersAndKeepsSinceWhen() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(round(Segment.answer(VIP, MEMBER))).isEmpty();
        assertThat(only()).isEqualTo(sighting(Set.of(MEMBER), MEMBER, T0, T0 + INTERVAL));
    }

    @Test
    void tellsThatNobodyAnswers() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(round()).containsExactly(sighting(Set.of(), MEMBER, T0 + INTERVAL, T0 + INTERVAL));
        assertThat(only().verdict()).isEqualTo(Verdict.NOBODY);
    }

    @Test
    void tellsOfAStrangerThatAnswersInTheHoldersPlace() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(round(Segment.answer(VIP, STRANGER)))
                .containsExactly(sighting(Set.of(STRANGER), MEMBER, T0 + INTERVAL, T0 + INTERVAL));
        assertThat(only().verdict()).isEqualTo(Verdict.ANOTHER);
    }

    @Test
    void tellsOfASecondAnswer() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(round(Segment.answer(VIP, MEMBER), Segment.answer(VIP, STRANGER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.SEVERAL);
        assertThat(only().macs()).containsExactlyInAnyOrder(MEMBER, STRANGER);
        assertThat(round(Segment.answer(VIP, MEMBER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.HOLDER);
    }

    @Test
    void isCalledAnotherWhileTheHolderIsNotKnown() {
        witness.watch(List.of(new Watched("web", VIP, Set.of())));
        assertThat(round(Segment.answer(VIP, MEMBER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.ANOTHER);
    }

    /** A new holder announces right after the old one, which let go, has answered. */
    @Test
    void anAnnouncementBesideAnAnswerIsNoSecondAnswer() {
        assertThat(round(Segment.answer(VIP, MEMBER), Segment.announcement(VIP, NEXT_HOLDER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.HOLDER);
    }

    /** An IPv6 probe from no address is answered to everybody. */
    @Test
    void announcementsCountWhereNobodyAnswersOtherwise() {
        witness.watch(List.of(new Watched("six", VIP6, Set.of(MEMBER))));
        assertThat(round(Segment.announcement(VIP6, MEMBER), Segment.announcement(VIP6, STRANGER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.SEVERAL);
    }

    @Test
    void ignoresOtherAddressesAndWhatComesTooLate() {
        assertThat(round(Segment.answer(ELSEWHERE, STRANGER)))
                .extracting(Sighting::macs)
                .containsExactly(Set.of());
        witness.heard(Segment.answer(VIP, STRANGER));
        assertThat(round(Segment.answer(VIP, MEMBER)))
                .extracting(Sighting::macs)
                .containsExactly(Set.of(MEMBER));
    }

    @Test
    void makesNothingOfAWindowInWhichTheVipMoved() {
        assertThat(witness.tick(now)).containsExactly(new Ask(VIP));
        witness.heard(Segment.answer(VIP, MEMBER));
        witness.watch(List.of(web(NEXT_HOLDER)));
        assertThat(witness.tick(now + WINDOW)).isEmpty();
        assertThat(witness.sightings()).isEmpty();
        now += INTERVAL;
        assertThat(round(Segment.answer(VIP, NEXT_HOLDER)))
                .extracting(Sighting::verdict)
                .containsExactly(Verdict.HOLDER);
    }

    /** Answers may have come that were not looked at yet. */
    @Test
    void makesNothingOfAWindowThatTheProcessWasHeldUpFor() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(witness.tick(now)).containsExactly(new Ask(VIP));
        long late = now + 2 * WINDOW + 1;
        assertThat(witness.tick(late)).isEmpty();
        assertThat(only().askedNanos()).as("as old as it is").isEqualTo(T0);
    }

    @Test
    void owesOneQuestionAfterAPauseAndNotAFlood() {
        long later = T0 + 100 * INTERVAL;
        assertThat(witness.tick(later)).containsExactly(new Ask(VIP));
        assertThat(witness.tick(later + 1)).isEmpty();
        assertThat(witness.nextTickNanos()).hasValue(later + WINDOW);
    }

    @Test
    void asksAThousandAddressesInTurnTwentyInASecond() {
        List<Watched> many = IntStream.range(0, 1_000)
                .mapToObj(i -> new Watched("vip-" + i, address(i), Set.of(MEMBER)))
                .toList();
        witness.watch(many);
        Map<InetAddress, Integer> asked = new HashMap<>();
        int seconds = 100;
        List<Integer> perSecond = new ArrayList<>();
        for (int second = 0; second < seconds; second++) {
            int before = asked.values().stream().mapToInt(Integer::intValue).sum();
            while (now < T0 + (second + 1) * 1_000 * MILLI) {
                for (WitnessEffect effect : witness.tick(now)) {
                    if (effect instanceof Ask ask) {
                        asked.merge(ask.address(), 1, Integer::sum);
                        witness.heard(Segment.answer(ask.address(), MEMBER));
                    }
                }
                now = witness.nextTickNanos().orElseThrow();
            }
            perSecond.add(asked.values().stream().mapToInt(Integer::intValue).sum() - before);
        }
        assertThat(perSecond).allSatisfy(count -> assertThat(count).isLessThanOrEqualTo(20));
        assertThat(asked).hasSize(1_000);
        assertThat(asked.values()).as("two rounds of 50 s").containsOnly(2);
        assertThat(witness.sightings())
                .hasSize(1_000)
                .allSatisfy((vip, seen) ->
                        assertThat(seen).extracting(Sighting::verdict).containsExactly(Verdict.HOLDER));
    }

    @Test
    void spreadsAFewAddressesOverTheInterval() {
        witness.watch(List.of(web(MEMBER), new Watched("web", VIP6, Set.of(MEMBER))));
        assertThat(witness.tick(T0)).containsExactly(new Ask(VIP));
        witness.tick(T0 + WINDOW);
        assertThat(witness.nextTickNanos()).hasValue(T0 + INTERVAL / 2);
        assertThat(witness.tick(T0 + INTERVAL / 2)).containsExactly(new Ask(VIP6));
        witness.tick(T0 + INTERVAL / 2 + WINDOW);
        assertThat(witness.tick(T0 + INTERVAL)).containsExactly(new Ask(VIP));
        assertThat(witness.sightings().get("web")).as("one for each address").hasSize(2);
    }

    @Test
    void forgetsWhatIsNotWatchedAnyMore() {
        round(Segment.answer(VIP, MEMBER));
        assertThat(witness.tick(now)).containsExactly(new Ask(VIP));
        witness.watch(List.of());
        assertThat(witness.sightings()).isEmpty();
        assertThat(witness.tick(now + WINDOW)).isEmpty();
        assertThat(witness.nextTickNanos()).isEmpty();
        assertThat(witness.tick(now + INTERVAL)).isEmpty();
    }

    @Test
    void keepsCountOfManyMacsBounded() {
        witness.tick(now);
        for (int i = 0; i < 1_000; i++) {
            witness.heard(Segment.answer(VIP, new MacAddress(0x02_00_00_00_10_00L + i)));
        }
        witness.tick(now + WINDOW);
        assertThat(only().macs()).hasSize(8);
    }

    @Test
    void refusesPlansThatCannotBeKept() {
        Duration second = Duration.ofSeconds(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WitnessPlan(second, Duration.ZERO, 1))
                .withMessageContaining("window");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WitnessPlan(second, second, 1))
                .withMessageContaining("interval");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new WitnessPlan(second, Duration.ofMillis(1), 0))
                .withMessageContaining("perSecond");
    }

    /** One question with its answers, to the end of its window; then the next is due. */
    private List<Sighting> round(NeighbourClaim... answers) {
        InetAddress asked = ((Ask) witness.tick(now).getFirst()).address();
        assertThat(asked).isNotNull();
        for (NeighbourClaim answer : answers) {
            witness.heard(answer);
        }
        List<WitnessEffect> effects = witness.tick(now + WINDOW);
        now += INTERVAL;
        return effects.stream().map(effect -> ((Changed) effect).sighting()).toList();
    }

    private Sighting only() {
        return witness.sightings().values().iterator().next().getFirst();
    }

    private static Watched web(MacAddress holder) {
        return new Watched("web", VIP, Set.of(holder));
    }

    private static Sighting sighting(Set<MacAddress> macs, MacAddress holder, long since, long asked) {
        return new Sighting("web", VIP, macs, Set.of(holder), since, asked);
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("10.0." + number / 250 + "." + (1 + number % 250));
    }
}
