package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.NamedTiming;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.health.CheckTiming;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.TcpCheck;
import dev.quorumvip.agent.health.VipHealth;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.node.AbilityDesk.Defined;
import dev.quorumvip.agent.protocol.Message.Inability;
import dev.quorumvip.agent.protocol.Message.InabilityReason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class AbilityDeskTest {
    private static final HealthCheck CHECK = new TcpCheck("db", "127.0.0.1", 5432, CheckTiming.DEFAULT);
    private static final VipDefinition PLAIN = VipDefinition.of(VipAddress.parse("192.0.2.50/24"));
    private static final VipDefinition CHECKED = PLAIN.checked(List.of(CHECK), NoneHealthyPolicy.RELEASE);

    private final LoopBench bench = new LoopBench();
    private final List<Map<String, List<HealthCheck>>> watched = new ArrayList<>();
    private final List<Said> said = new ArrayList<>();

    /** The interfaces of this node, or what VIPs find some by. */
    private final Set<String> there = new HashSet<>();

    private int looks;
    private final AbilityDesk desk = new AbilityDesk(
            bench.loop,
            FailoverProfile.BALANCED.timing(),
            watched::add,
            vips -> {
                looks++;
                return vips.entrySet().stream()
                        .filter(vip ->
                                !there.contains(vip.getValue().interfaceChoice().text()))
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet());
            },
            (sequence, upTo, inabilities) -> said.add(new Said(sequence, upTo, inabilities)));

    @AfterEach
    void close() {
        bench.close();
    }

    private record Said(long sequence, long upTo, List<Inability> inabilities) {}

    @Test
    void saysNothingWhereNoVipHasChecks() {
        learn(3, "web", 3, PLAIN);
        pass(Duration.ofSeconds(3));
        assertThat(said).isEmpty();
        assertThat(watched).isEmpty();
        assertThat(desk.health("web")).isEqualTo(VipHealth.PASSING);
    }

    @Test
    void cannotServeAVipUntilItsChecksHaveSaidThatItCan() {
        learn(3, "web", 2, CHECKED);
        assertThat(watched).containsExactly(Map.of("web", List.of(CHECK)));
        assertThat(last()).isEqualTo(new Said(1, 3, List.of(inability(2, InabilityReason.UNCHECKED))));
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        assertThat(last()).isEqualTo(new Said(2, 3, List.of()));
        run(() -> desk.healthChanged("web", VipHealth.FAILING));
        assertThat(last()).isEqualTo(new Said(3, 3, List.of(inability(2, InabilityReason.UNHEALTHY))));
    }

    @Test
    void saysItAgainSoonAndThenNowAndThen() {
        learn(1, "web", 1, CHECKED);
        assertThat(said).hasSize(1);
        pass(Duration.ofMillis(100));
        assertThat(said).hasSize(2);
        pass(Duration.ofMillis(999));
        assertThat(said).hasSize(2);
        pass(Duration.ofMillis(1));
        assertThat(said)
                .hasSize(3)
                .allSatisfy(each -> assertThat(each.sequence()).isEqualTo(1));
    }

    @Test
    void keepsWhatItKnowsWhenAnotherVipComesAndForgetsWhatIsGone() {
        learn(1, "web", 1, CHECKED);
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        TreeMap<String, Defined> both = new TreeMap<>();
        both.put("web", new Defined(new DefinitionNumber(1), CHECKED));
        both.put("db", new Defined(new DefinitionNumber(2), CHECKED));
        run(() -> desk.learn(both, 2));
        assertThat(last().inabilities()).containsExactly(inability(2, InabilityReason.UNCHECKED));
        learn(3, "db", 2, CHECKED);
        assertThat(desk.health("web")).isEqualTo(VipHealth.PASSING);
        run(() -> desk.healthChanged("web", VipHealth.FAILING));
        assertThat(last().inabilities())
                .as("a late word about what is gone")
                .containsExactly(inability(2, InabilityReason.UNCHECKED));
        learn(3, "none", 3, PLAIN);
        assertThat(watched.getLast()).isEmpty();
    }

    @Test
    void mayNotHaveAVipThatNeedsAnotherTiming() {
        learn(3, "web", 2, PLAIN.needing(NamedTiming.FAST));
        assertThat(last().inabilities()).containsExactly(inability(2, InabilityReason.OTHER_TIMING));
        assertThat(watched).isEmpty();
        learn(4, "web", 4, CHECKED.needing(NamedTiming.FAST));
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        assertThat(last().inabilities())
                .as("however well it does")
                .containsExactly(inability(4, InabilityReason.OTHER_TIMING));
    }

    @Test
    void saysThatItCouldServeAVipThatNeedsItsTiming() {
        learn(3, "web", 2, PLAIN.needing(NamedTiming.BALANCED));
        assertThat(last()).isEqualTo(new Said(1, 3, List.of()));
    }

    @Test
    void cannotServeAVipWhoseInterfaceIsNotThereUntilItIs() {
        learn(3, "web", 2, PLAIN.on(InterfaceChoice.of("vlan7")));
        assertThat(last()).isEqualTo(new Said(1, 3, List.of(inability(2, InabilityReason.NO_INTERFACE))));
        there.add("vlan7");
        run(desk::interfacesChanged);
        run(desk::interfacesChanged);
        int before = looks;
        pass(Duration.ofMillis(50));
        assertThat(looks).as("many changes are looked at once").isEqualTo(before + 1);
        assertThat(last()).isEqualTo(new Said(2, 3, List.of()));
        there.clear();
        run(desk::interfacesChanged);
        pass(Duration.ofMillis(50));
        assertThat(last()).isEqualTo(new Said(3, 3, List.of(inability(2, InabilityReason.NO_INTERFACE))));
    }

    @Test
    void seesWithinASecondWhatNobodyToldOf() {
        learn(3, "web", 2, PLAIN.on(InterfaceChoice.of("eth*")));
        there.add("eth*");
        pass(Duration.ofSeconds(1));
        assertThat(last()).isEqualTo(new Said(2, 3, List.of()));
    }

    @Test
    void aMissingInterfaceGoesBeforeWhatChecksSay() {
        there.add("eth1");
        learn(3, "web", 2, CHECKED.on(InterfaceChoice.of("eth1")));
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        assertThat(last().inabilities()).isEmpty();
        there.clear();
        run(desk::interfacesChanged);
        pass(Duration.ofMillis(50));
        assertThat(last().inabilities()).containsExactly(inability(2, InabilityReason.NO_INTERFACE));
        assertThat(desk.health("web")).as("which go on").isEqualTo(VipHealth.PASSING);
        there.add("eth1");
        run(desk::interfacesChanged);
        pass(Duration.ofMillis(50));
        assertThat(last().inabilities()).isEmpty();
    }

    @Test
    void asksForNoInterfaceWhereNoVipNamesOne() {
        learn(3, "web", 2, CHECKED);
        run(desk::interfacesChanged);
        pass(Duration.ofSeconds(3));
        assertThat(looks).isZero();
        learn(4, "web", 4, CHECKED.on(InterfaceChoice.of("eth1")));
        assertThat(last().inabilities()).containsExactly(inability(4, InabilityReason.NO_INTERFACE));
        learn(5, "web", 5, PLAIN);
        int before = said.size();
        pass(Duration.ofSeconds(3));
        assertThat(said).as("no VIP of which there is anything to say").hasSize(before);
    }

    @Test
    void aNewSessionHearsItAtOnce() {
        learn(1, "web", 1, CHECKED);
        run(desk::sessionOpened);
        assertThat(said).hasSize(2);
        assertThat(last().sequence()).isEqualTo(2);
    }

    @Test
    void whatIsKnownAlreadyChangesNothing() {
        learn(1, "web", 1, CHECKED);
        learn(1, "web", 1, CHECKED);
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        run(() -> desk.healthChanged("web", VipHealth.PASSING));
        assertThat(said).hasSize(2);
        assertThat(watched).hasSize(1);
    }

    private static Inability inability(long definition, InabilityReason reason) {
        return new Inability(new DefinitionNumber(definition), reason);
    }

    private Said last() {
        return said.getLast();
    }

    private void learn(long upTo, String name, long number, VipDefinition definition) {
        TreeMap<String, Defined> known = new TreeMap<>();
        known.put(name, new Defined(new DefinitionNumber(number), definition));
        run(() -> desk.learn(known, upTo));
    }

    private void run(Runnable work) {
        bench.run(work);
    }

    private void pass(Duration span) {
        bench.advance(span);
    }
}
