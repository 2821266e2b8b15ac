package dev.quorumvip.agent.node;

import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.health.VipHealth;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The health checks of one life of an agent: each tells within a second and a half how the application does. */
final class SimulatedChecks implements AbilityDesk.Checks {
    /** Ten runs of a check, or three of a slow one. */
    private static final int SLOWEST_MILLIS = 1_500;

    private final SingleHolderSimulation world;
    private final SimulatedMachine machine;
    private final SimulatedLife life;
    private final Map<String, VipHealth> known = new HashMap<>();
    private Map<String, List<HealthCheck>> watched = Map.of();

    SimulatedChecks(SingleHolderSimulation world, SimulatedMachine machine, SimulatedLife life) {
        this.world = world;
        this.machine = machine;
        this.life = life;
        machine.checks = this;
    }

    @Override
    public void watch(Map<String, List<HealthCheck>> vips) {
        known.keySet().removeIf(vip -> !vips.getOrDefault(vip, List.of()).equals(watched.get(vip)));
        watched = Map.copyOf(vips);
        watched.keySet().stream()
                .filter(vip -> !known.containsKey(vip))
                .sorted()
                .forEach(this::look);
    }

    /** The application may do otherwise than before: that is noticed a little later. */
    void look(String vip) {
        world.time.after(Duration.ofMillis(world.chance.below(SLOWEST_MILLIS)), () -> tell(vip));
    }

    private void tell(String vip) {
        if (!watched.containsKey(vip)) {
            return;
        }
        VipHealth now = machine.failing.contains(vip) ? VipHealth.FAILING : VipHealth.PASSING;
        VipHealth before = known.put(vip, now);
        if (before != now) {
            VipHealth former = before == null ? VipHealth.UNKNOWN : before;
            machine.run(life, () -> life.healthChanged(new VipChange(vip, former, now, "simulated")));
        }
    }
}
