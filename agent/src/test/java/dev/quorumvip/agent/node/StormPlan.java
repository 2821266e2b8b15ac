package dev.quorumvip.agent.node;

import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.lease.ClockRate;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A cluster and how hard the storm blows on it.
 *
 * @param machines what each machine is like
 * @param vips how many VIPs there are
 * @param plain whether each VIP is one address that any node may have, and nobody asks for more; else they are all
 *     that a definition can say
 * @param longCalm whether the calm after the storm is so long that all is forgotten that nodes failed at
 * @param betweenFaults from a storm in which nothing is held for long to one in which faults meet a cluster at rest
 * @param heldUpInCallOneIn of so many calls to the kernel a process is held up in one
 * @param heldUpInStepOneIn of so many readings of the clock, messages and writes a process is held up at one
 * @param changesVoters whether somebody changes the voters all the time
 * @param wire what becomes of messages
 */
record StormPlan(
        List<Machine> machines,
        int vips,
        boolean plain,
        boolean longCalm,
        Duration betweenFaults,
        int heldUpInCallOneIn,
        int heldUpInStepOneIn,
        boolean changesVoters,
        Wire wire) {

    /** Of a hundred messages, how many are lost, doubled, later than all others, or slow. */
    record Wire(int lost, int doubled, int late, int slow) {}

    /** How often the simulated Raft elects a leader if there is none. */
    static final Duration ELECTION = Duration.ofMillis(700);

    /** After the storm, whatever is down is started so often. */
    static final Duration RESTART = Duration.ofSeconds(1);

    /** How long a proposal waits for its commit. */
    static final Duration PATIENCE = Duration.ofSeconds(3);

    /**
     * @param timing of its leases
     * @param fenced whether it has a kernel fence; machines with, whose promises are short, and without, whose are
     *     long, make one cluster
     * @param rate of its clock
     * @param zone a label, for VIPs that ask for it
     */
    record Machine(LeaseTiming timing, boolean fenced, double rate, String zone) {
        FencePlan fencePlan() {
            return fenced ? FencePlan.byKernelFence(timing) : FencePlan.byAddressLifetime(timing);
        }
    }

    static StormPlan draw(RandomGenerator random, Sabotage sabotage) {
        // It takes two changes of the voters within one lease.
        boolean restless = sabotage == Sabotage.SETTLED_WHILE_PROMISED;
        LeaseTiming common = restless ? lease(3_000 + random.nextInt(5_000), random) : anyLease(random);
        boolean mixed = random.nextInt(4) == 0 && common.leaseDuration().toSeconds() < 5;
        boolean atTheEdge = random.nextBoolean();
        double rho = switch (sabotage) {
            case CLOCKS_DRIFT_BEYOND_RHO -> 0.6;
            case PROMISE_WITHOUT_RHO -> 0.3;
            default -> ClockRate.stretch(1_000_000) / 1e6 - 1;
        };
        int size = 3 + random.nextInt(5);
        List<Machine> machines = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            double where = atTheEdge ? random.nextInt(2) : random.nextDouble();
            machines.add(new Machine(
                    mixed ? shortLease(random) : common,
                    random.nextInt(3) != 0,
                    // Of any two clocks the faster runs at most 1 + ρ times as fast as the slower.
                    1 + where * rho * 0.999_999,
                    random.nextInt(3) == 0 ? "b" : "a"));
        }
        return new StormPlan(
                List.copyOf(machines),
                random.nextInt(10) == 0 ? 12 : 1 + random.nextInt(4),
                random.nextInt(3) == 0,
                random.nextInt(4) == 0 && common.leaseDuration().toSeconds() < 5,
                Duration.ofMillis((125 << random.nextInt(5)) + random.nextInt(500)),
                8 + random.nextInt(50),
                2_000 << random.nextInt(6),
                restless || random.nextInt(4) == 0,
                wire(random));
    }

    private static Wire wire(RandomGenerator random) {
        return random.nextInt(4) == 0
                ? new Wire(random.nextInt(20), random.nextInt(20), random.nextInt(30), random.nextInt(60))
                : new Wire(5, 3, 2, 20);
    }

    private static LeaseTiming anyLease(RandomGenerator random) {
        return random.nextInt(10) == 0 ? longLease(random) : shortLease(random);
    }

    private static LeaseTiming shortLease(RandomGenerator random) {
        return switch (random.nextInt(6)) {
            case 0 -> FailoverProfile.FAST.timing();
            case 1, 2 -> FailoverProfile.BALANCED.timing();
            case 3 -> FailoverProfile.CONSERVATIVE.timing();
            default -> lease(200 + random.nextInt(1_800), random);
        };
    }

    /** In which a thousandth of a lease is as long as what a failover takes. */
    private static LeaseTiming longLease(RandomGenerator random) {
        return lease(20_000 + random.nextInt(10_000), random);
    }

    private static LeaseTiming lease(int millis, RandomGenerator random) {
        return new LeaseTiming(
                Duration.ofMillis(millis),
                Duration.ofMillis(millis / (LeaseTiming.RENEWALS_PER_LEASE + random.nextInt(3))));
    }

    boolean clocksAreAtTheEdge() {
        return machines.stream().mapToDouble(Machine::rate).distinct().count() == 2;
    }

    /** The number of voters that the planner aims at. */
    int voters() {
        return machines.size() - (machines.size() + 1) % 2;
    }

    Duration longestPromise() {
        Duration longest = machines.stream()
                .map(m -> m.fencePlan().promise())
                .max(Duration::compareTo)
                .orElseThrow();
        return Duration.ofNanos(ClockRate.stretch(longest.toNanos()));
    }

    /** In calm weather all voters have been added by then: each addition waits for the acks under the set before it. */
    Duration calmBefore() {
        return Duration.ofSeconds(10).plus(longestPromise().plusSeconds(2).multipliedBy(voters()));
    }

    /** Within which all comes to rest; all that is remembered of failures is forgotten in the long one. */
    Duration calmAfter() {
        return longCalm ? Duration.ofSeconds(80) : Duration.ofSeconds(2);
    }

    /**
     * Until each VIP is held again, counted from when all machines are started again and nothing of the storm is under
     * way any more: the quarantine of the voters, and then what a voter may have promised by an ack of that time to a
     * machine that is gone for good; two elections; and two proposals, of which one may have gone to a leader that was
     * none any more.
     */
    Duration healsWithin() {
        return RESTART.plus(longestPromise().multipliedBy(2))
                .plus(ELECTION.multipliedBy(2))
                .plus(PATIENCE.multipliedBy(2));
    }
}
