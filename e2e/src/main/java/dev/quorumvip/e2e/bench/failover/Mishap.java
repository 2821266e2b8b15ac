package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.fault.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a node, and undone after a while. Both are measured. */
enum Mishap {
    /** kill -9 of the holder's process. */
    KILL(Fault.KILL, "started again"),
    /** SIGSTOP of the holder's process. */
    STOP(Fault.PAUSE, "SIGCONT"),
    /** The holder's link lost. */
    LINK_DOWN(Fault.UNPLUG, "link back"),
    /** The holder out of reach of nodes and client, link up. */
    PARTITION(Fault.ISOLATE, "healed"),
    /** The holder out of reach of the nodes alone, link up. */
    CUT_OFF(Fault.SEVER, "healed"),
    /** SIGTERM to the holder's process. */
    TERM(Fault.TERMINATE, "started again"),
    /** kill -9 of the leader, which does not hold the VIP. */
    LEADER_KILL(Fault.KILL, "started again");

    /** Those that say who is fastest. {@link #CUT_OFF} leaves the holder with its clients, and must be asked for. */
    static final List<Mishap> USUAL = List.of(KILL, STOP, LINK_DOWN, PARTITION, TERM, LEADER_KILL);

    /** A neighbour entry that is wrong is found out after 5 s at the latest (delay_first_probe_time), and a probe or two. */
    private static final Duration CLIENTS_HAVE_NOTICED = Duration.ofSeconds(7);

    private static final Duration STARTED = Duration.ofSeconds(3);

    private final Fault fault;
    private final String mendingWords;

    Mishap(Fault fault, String mendingWords) {
        this.fault = fault;
        this.mendingWords = mendingWords;
    }

    /** As it is written on the command line. */
    String key() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static String keys() {
        return Arrays.stream(values()).map(Mishap::key).collect(Collectors.joining(", "));
    }

    Fault fault() {
        return fault;
    }

    /** How it is undone, in a few words. */
    String mendingWords() {
        return mendingWords;
    }

    boolean befallsLeader() {
        return this == LEADER_KILL;
    }

    /** How long it is looked at what mending does to the clients. */
    Duration mendingLookedAt() {
        return switch (this) {
            case LINK_DOWN, PARTITION, CUT_OFF -> CLIENTS_HAVE_NOTICED;
            case KILL, STOP, TERM, LEADER_KILL -> STARTED;
        };
    }
}
