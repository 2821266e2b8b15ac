package dev.quorumvip.e2e.soak;

import dev.quorumvip.e2e.fault.Fault;
import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * One thing to do to the cluster, drawn from a seed.
 *
 * @param target whom it befalls
 * @param lasting how long until it is mended
 */
record Trouble(Fault fault, Target target, Duration lasting) {
    /** Whom a fault befalls; looked up when it is injected, as the seed cannot know who holds the VIP by then. */
    enum Target {
        HOLDER("the holder", 1),
        LEADER("the leader", 1),
        BYSTANDER("a node that holds nothing", 1),
        MAJORITY("the holder and as many more as make a majority", 2),
        EVERYONE("all nodes at once", 3);

        private final String words;
        private final int severity;

        Target(String words, int severity) {
            this.words = words;
            this.severity = severity;
        }

        String words() {
            return words;
        }

        /** Whether a majority stays unhurt, so that the VIP must be served meanwhile. */
        boolean leavesMajority() {
            return severity == 1;
        }
    }

    /** All that need no program beside {@code ip}. */
    private static final Fault[] FAULTS = {
        Fault.KILL, Fault.UNPLUG, Fault.LINK_DOWN, Fault.CUT_OFF, Fault.MUTE, Fault.PAUSE, Fault.TERMINATE
    };

    /** Faults that leave a node's agent to be started again, or all links to be mended, when they befall several. */
    private static final Fault[] FOR_SEVERAL = {Fault.KILL, Fault.PAUSE, Fault.TERMINATE, Fault.UNPLUG};

    static Trouble draw(RandomGenerator random) {
        Target target = drawTarget(random);
        Fault fault = target.leavesMajority() ? pick(FAULTS, random) : pick(FOR_SEVERAL, random);
        return new Trouble(fault, target, drawLasting(random));
    }

    private static Target drawTarget(RandomGenerator random) {
        int percent = random.nextInt(100);
        if (percent < 60) {
            return Target.HOLDER;
        } else if (percent < 75) {
            return Target.LEADER;
        } else if (percent < 90) {
            return Target.BYSTANDER;
        } else if (percent < 97) {
            return Target.MAJORITY;
        }
        return Target.EVERYONE;
    }

    /**
     * Half of them about as short as a lease, where the races are; the others long enough for everything to have run
     * out.
     */
    private static Duration drawLasting(RandomGenerator random) {
        return random.nextBoolean()
                ? Duration.ofMillis(random.nextInt(20, 1_500))
                : Duration.ofMillis(random.nextInt(1_500, 10_000));
    }

    private static Fault pick(Fault[] faults, RandomGenerator random) {
        return faults[random.nextInt(faults.length)];
    }

    /** Faults of one kind are summed up together. */
    String kind() {
        return fault.words() + ": " + target.words();
    }
}
