package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.fault.Fault;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** What is done to a node, and undone after a while. Both are measured. */
enum Mishap {
    KILL(Fault.KILL, "kill -9 of the holder's process", "started again"),
    STOP(Fault.PAUSE, "SIGSTOP of the holder's process", "SIGCONT"),
    LINK_DOWN(Fault.UNPLUG, "the holder's link lost", "link back"),
    PARTITION(Fault.ISOLATE, "the holder out of reach of nodes and client, link up", "healed"),
    CUT_OFF(Fault.SEVER, "the holder out of reach of the nodes alone, link up", "healed"),
    TERM(Fault.TERMINATE, "SIGTERM to the holder's process", "started again"),
    LEADER_KILL(Fault.KILL, "kill -9 of the leader, which does not hold the VIP", "started again");

    /** Those that say who is fastest. {@link #CUT_OFF} leaves the holder with its clients, and must be asked for. */
    static final List<Mishap> USUAL = List.of(KILL, STOP, LINK_DOWN, PARTITION, TERM, LEADER_KILL);

    /** A neighbour entry that is wrong is found out after 5 s at the latest (delay_first_probe_time), and a probe or two. */
    private static final Duration CLIENTS_HAVE_NOTICED = Duration.ofSeconds(7);

    private static final Duration STARTED = Duration.ofSeconds(3);

    private final Fault fault;
    private final String words;
    private final String mendingWords;

    Mishap(Fault fault, String words, String mendingWords) {
        this.fault = fault;
        this.words = words;
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

    String words() {
        return words;
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
