package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.announcement.NeighbourClaim;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.conflict.KnownMacs;
import dev.quorumvip.agent.definition.ConflictPolicy;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.holder.Held;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.protocol.Message.Claimant;
import dev.quorumvip.agent.state.ConflictKind;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConflictDeskTest {
    private static final InetAddress IP = InetAddress.ofLiteral("192.0.2.50");
    private static final MacAddress OWN = MacAddress.parse("02:00:00:00:00:01");
    private static final MacAddress MEMBER = MacAddress.parse("02:00:00:00:00:02");
    private static final MacAddress STRANGER = MacAddress.parse("02:00:00:00:00:99");
    private static final Link LINK = new Link(2, "eth0", OWN, true, true);
    private static final AssignedVip REFUSING = vip(1, Optional.of(ConflictPolicy.REFUSE));
    private static final AssignedVip REPORTING = vip(2, Optional.of(ConflictPolicy.REPORT));
    private static final AssignedVip CLAIMED = vip(3, Optional.empty());
    private static final Duration PROBED = Duration.ofSeconds(1);

    private final LoopBench bench = new LoopBench();
    private final Around around = new Around();
    private final ConflictDesk desk = new ConflictDesk(bench.loop, () -> 0, around);

    ConflictDeskTest() {
        bench.run(() -> desk.knows(new KnownMacs(Set.of(OWN), Set.of(MEMBER))));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void whatWasHeldBeforeIsBoundAtOnce() {
        List<AssignedVip> wanted = List.of(CLAIMED);
        assertThat(bindable(wanted)).isSameAs(wanted);
        bench.advance(PROBED);
        assertThat(around.asked).isEmpty();
    }

    @Test
    void asksThriceBeforeAFirstClaimAndBindsWhenNobodyAnswers() {
        assertThat(bindable(List.of(REFUSING, CLAIMED))).containsExactly(CLAIMED);
        assertThat(around.cleared).isZero();
        bench.advance(PROBED);
        assertThat(around.asked)
                .containsExactly(
                        NeighbourPacket.probe(OWN, IP), NeighbourPacket.probe(OWN, IP), NeighbourPacket.probe(OWN, IP));
        assertThat(around.cleared).isEqualTo(1);
        assertThat(bindable(List.of(REFUSING, CLAIMED))).containsExactly(REFUSING, CLAIMED);
        assertThat(around.told).isEmpty();
    }

    @Test
    void asksOnlyOnceItsLogHasTheAssignmentAndSoAllMembersOfThen() {
        around.inLog = false;
        assertThat(bindable(List.of(REFUSING, CLAIMED))).containsExactly(CLAIMED);
        bench.advance(Duration.ofMillis(900));
        assertThat(around.asked).isEmpty();
        hear(STRANGER);
        around.inLog = true;
        bench.run(() -> desk.knows(new KnownMacs(Set.of(OWN), Set.of(MEMBER, STRANGER))));
        bench.run(desk::logMoved);
        hear(STRANGER);
        bench.advance(PROBED);
        assertThat(around.asked).hasSize(3);
        assertThat(around.refused).isEmpty();
        assertThat(bindable(List.of(REFUSING, CLAIMED))).containsExactly(REFUSING, CLAIMED);
    }

    @Test
    void whatCannotBeAskedForWhenTheLogHasComeIsBoundAtOnce() {
        around.inLog = false;
        around.link = null;
        assertThat(bindable(List.of(REFUSING))).isEmpty();
        around.inLog = true;
        bench.run(desk::logMoved);
        assertThat(around.cleared).isEqualTo(1);
        assertThat(bindable(List.of(REFUSING))).containsExactly(REFUSING);
    }

    @Test
    void doesNotWaitForItsLogForEver() {
        around.inLog = false;
        bindable(List.of(REFUSING));
        bench.advance(Duration.ofSeconds(1).plus(PROBED));
        assertThat(around.asked).hasSize(3);
        assertThat(bindable(List.of(REFUSING))).containsExactly(REFUSING);
    }

    @Test
    void givesBackWhatAStrangerHasAndTellsItsHardwareAddress() {
        bindable(List.of(REFUSING));
        bench.advance(Duration.ofMillis(50));
        hear(STRANGER);
        assertThat(around.refused).containsExactly(REFUSING);
        assertThat(around.told).containsExactly(told(REFUSING, ConflictKind.BEFORE_CLAIM));
        assertThat(around.noticed).containsExactly(ConflictKind.BEFORE_CLAIM);
    }

    @Test
    void takesNoMemberForAStranger() {
        bindable(List.of(REFUSING));
        bench.advance(Duration.ofMillis(50));
        hear(MEMBER);
        hear(OWN);
        bench.advance(PROBED);
        assertThat(around.refused).isEmpty();
        assertThat(bindable(List.of(REFUSING))).containsExactly(REFUSING);
    }

    @Test
    void takesNobodyForAStrangerBeforeItKnowsTheMembers() {
        ConflictDesk young = new ConflictDesk(bench.loop, () -> 0, around);
        bench.run(() -> young.bindable(List.of(REFUSING)));
        bench.run(() -> young.heard(claim(STRANGER)));
        bench.advance(PROBED);
        assertThat(around.refused).isEmpty();
    }

    @Test
    void claimsAllTheSameWhereThePolicyIsToReport() {
        bindable(List.of(REPORTING));
        hear(STRANGER);
        assertThat(around.refused).isEmpty();
        assertThat(bindable(List.of(REPORTING))).containsExactly(REPORTING);
        assertThat(around.told).containsExactly(told(REPORTING, ConflictKind.BEFORE_CLAIM));
        hold(REPORTING);
        assertThat(around.defended).containsExactly(IP);
        assertThat(around.told)
                .containsExactly(told(REPORTING, ConflictKind.BEFORE_CLAIM), told(REPORTING, ConflictKind.WHILE_HELD));
    }

    @Test
    void defendsWhatItHoldsOnceEachIntervalAndTellsUntilItIsOver() {
        hold(CLAIMED);
        hear(STRANGER);
        hear(STRANGER);
        assertThat(around.defended).containsExactly(IP);
        assertThat(around.told).containsExactly(told(CLAIMED, ConflictKind.WHILE_HELD));
        around.told.clear();
        bench.advance(Duration.ofSeconds(25));
        assertThat(around.told)
                .as("in case it was lost")
                .hasSize(2)
                .containsOnly(told(CLAIMED, ConflictKind.WHILE_HELD));
        around.told.clear();
        bench.advance(Duration.ofSeconds(40));
        assertThat(around.told).last().isEqualTo(new Told(CLAIMED.vip(), Optional.empty()));
        around.told.clear();
        bench.advance(Duration.ofSeconds(20));
        assertThat(around.told).isEmpty();
    }

    @Test
    void announcesAnewWhenAMemberStillClaimsIt() {
        hold(CLAIMED);
        hear(MEMBER);
        hear(OWN);
        assertThat(around.anew).containsExactly(IP);
        assertThat(around.defended).isEmpty();
        assertThat(around.told).isEmpty();
    }

    @Test
    void aConflictEndsWithTheHolding() {
        hold(CLAIMED);
        hear(STRANGER);
        around.told.clear();
        bench.run(() -> desk.holds(List.of()));
        assertThat(around.told).containsExactly(new Told(CLAIMED.vip(), Optional.empty()));
        hear(STRANGER);
        assertThat(around.defended).hasSize(1);
    }

    @Test
    void whatIsAssignedNoMoreIsNotAskedForAnyMore() {
        bindable(List.of(REFUSING));
        bench.run(desk::clear);
        bench.advance(PROBED);
        assertThat(around.asked).hasSizeLessThan(3);
        assertThat(around.cleared).isZero();
    }

    @Test
    void whatCanBeBoundNowhereIsNotAskedFor() {
        around.link = null;
        List<AssignedVip> wanted = List.of(REFUSING);
        assertThat(bindable(wanted)).isEqualTo(wanted);
    }

    private List<AssignedVip> bindable(List<AssignedVip> wanted) {
        return bench.ask(() -> desk.bindable(wanted));
    }

    private void hear(MacAddress mac) {
        bench.run(() -> desk.heard(claim(mac)));
    }

    private static NeighbourClaim claim(MacAddress mac) {
        return new NeighbourClaim(IP, mac, NeighbourClaim.Kind.ANSWER);
    }

    private void hold(AssignedVip vip) {
        bench.run(() -> desk.holds(List.of(new Held(vip, LINK, 0, 0))));
    }

    private static AssignedVip vip(long grant, Optional<ConflictPolicy> probe) {
        return new AssignedVip(
                "vip-" + grant,
                new GrantNumber(grant),
                List.of(VipAddress.parse("192.0.2.50/24")),
                InterfaceChoice.of(""),
                false,
                probe);
    }

    private static Told told(AssignedVip vip, ConflictKind kind) {
        return new Told(vip.vip(), Optional.of(new Claimant(IP, STRANGER.bits(), kind)));
    }

    private record Told(String vip, Optional<Claimant> claimant) {}

    /** What the desk did, in order. */
    private static final class Around implements ConflictDesk.Surroundings {
        private final List<NeighbourPacket> asked = new ArrayList<>();
        private final List<AssignedVip> refused = new ArrayList<>();
        private final List<InetAddress> anew = new ArrayList<>();
        private final List<InetAddress> defended = new ArrayList<>();
        private final List<Told> told = new ArrayList<>();
        private final List<ConflictKind> noticed = new ArrayList<>();
        private int cleared;
        private boolean inLog = true;
        private @Nullable Link link = LINK;

        @Override
        public boolean hasInLog(AssignedVip vip) {
            return inLog;
        }

        @Override
        public Map<GrantNumber, Link> interfacesFor(Collection<AssignedVip> vips) {
            Link where = link;
            return where == null ? Map.of() : vips.stream().collect(Collectors.toMap(AssignedVip::grant, vip -> where));
        }

        @Override
        public void ask(Link where, NeighbourPacket question) {
            asked.add(question);
        }

        @Override
        public void announceAnew(InetAddress ip) {
            anew.add(ip);
        }

        @Override
        public void defend(InetAddress ip) {
            defended.add(ip);
        }

        @Override
        public void cleared() {
            cleared++;
        }

        @Override
        public void refuse(AssignedVip vip) {
            refused.add(vip);
        }

        @Override
        public void tellLeader(String vip, Optional<Claimant> claimant) {
            told.add(new Told(vip, claimant));
        }

        @Override
        public void noticed(ConflictKind kind) {
            noticed.add(kind);
        }
    }
}
