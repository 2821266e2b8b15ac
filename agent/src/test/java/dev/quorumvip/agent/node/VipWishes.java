package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.Preemption;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.health.CheckTiming;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.TcpCheck;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** What is wanted of VIPs, as chance has it. */
final class VipWishes {
    private final Chance chance;
    private final SimulatedRaft raft;
    private final StormPlan plan;
    private final List<VipAddress> addresses = new ArrayList<>();

    VipWishes(Chance chance, SimulatedRaft raft, StormPlan plan) {
        this.chance = chance;
        this.raft = raft;
        this.plan = plan;
        // More than VIPs, so that a VIP may be given others.
        for (int i = 1; i <= plan.vips() + 2; i++) {
            addresses.add(VipAddress.parse("10.0.0." + (100 + i) + "/24"));
        }
        for (int i = 1; !plan.plain() && i <= plan.vips() + 2; i++) {
            addresses.add(VipAddress.parse("2001:db8::" + Integer.toHexString(0x100 + i) + "/64"));
        }
    }

    /** All that any VIP may ever have. */
    List<VipAddress> addresses() {
        return addresses;
    }

    String anyVip() {
        return name(chance.below(plan.vips()));
    }

    static String name(int vip) {
        return "vip" + (1 + vip);
    }

    VipAddress anyAddress() {
        return addresses.get(chance.below(addresses.size()));
    }

    /** What is wanted of that VIP to begin with. */
    VipDefinition first(int vip) {
        Set<VipAddress> its = new LinkedHashSet<>(Set.of(addresses.get(vip)));
        if (!plan.plain() && chance.below(3) == 0) {
            its.add(addresses.get(plan.vips() + 2 + vip));
        }
        return drawn(its);
    }

    /** Of its addresses all, some, or none are others than now; or only a label is asked for. */
    VipDefinition another(String vip) {
        Optional<VipDefinition> now = raft.log.newest().vip(vip).map(Vip::definition);
        if (!plan.plain() && now.isPresent() && chance.below(5) == 0) {
            return now.get().placed(zone(), now.get().priorities(), now.get().preemption());
        }
        Set<VipAddress> its = new LinkedHashSet<>();
        if (chance.below(3) != 0) {
            now.ifPresent(present -> its.addAll(present.addresses()));
        }
        if (its.isEmpty() || chance.below(2) == 0) {
            its.add(anyAddress());
        }
        while (its.size() > 1 && (plan.plain() || its.size() > 3 || chance.below(3) == 0)) {
            its.remove(its.iterator().next());
        }
        return drawn(its);
    }

    /** With this address alone. */
    VipDefinition with(VipAddress address) {
        return drawn(Set.of(address));
    }

    private VipDefinition drawn(Set<VipAddress> its) {
        VipDefinition simple = VipDefinition.of(its.toArray(VipAddress[]::new));
        if (plan.plain()) {
            return simple;
        }
        List<HealthCheck> checks = chance.below(3) == 0
                ? List.of(new TcpCheck("port", "127.0.0.1", 1 + chance.below(3), CheckTiming.DEFAULT))
                : List.of();
        return simple.placed(selector(), priorities(), preemption())
                .checked(checks, chance.below(2) == 0 ? NoneHealthyPolicy.STAY : NoneHealthyPolicy.RELEASE)
                .paused(chance.below(15) == 0);
    }

    private SortedMap<String, String> selector() {
        return chance.below(8) == 0 ? zone() : new TreeMap<>();
    }

    /** Which one machine in three does not have. */
    private static SortedMap<String, String> zone() {
        return new TreeMap<>(Map.of("zone", "a"));
    }

    private SortedMap<String, Integer> priorities() {
        SortedMap<String, Integer> priorities = new TreeMap<>();
        if (chance.below(2) == 0) {
            for (Member member : raft.log.newest().members().values()) {
                if (chance.below(2) == 0) {
                    priorities.put(member.name(), 50 + chance.below(100));
                }
            }
        }
        return priorities;
    }

    private Preemption preemption() {
        return switch (chance.below(4)) {
            case 0 -> new Preemption.Always();
            case 1 -> new Preemption.After(Duration.ofMillis(1 + chance.below(5_000)));
            default -> new Preemption.Never();
        };
    }
}
