package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.bench.contender.Companion;
import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.watch.Eyes;
import dev.quorumvip.e2e.bench.watch.Sight;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One mishap, from a settled stage to the end of its mending. */
final class Trial {
    /** What the end of an API server gives the kernel to do is done by then. */
    private static final Duration GONE = Duration.ofSeconds(2);

    private final Stage stage;
    private final Contender contender;
    private final Mishap mishap;

    Trial(Stage stage, Contender contender, Mishap mishap) {
        this.stage = stage;
        this.contender = contender;
        this.mishap = mishap;
    }

    /** @param trouble why there is nothing to see; empty when there is */
    record Outcome(String target, String successor, Optional<Seen> seen, String trouble) {
        static Outcome failed(String trouble) {
            return new Outcome("", "", Optional.empty(), trouble);
        }
    }

    /**
     * What the mishap did to the clients, and what its mending did.
     *
     * @param comeBack of what had gone before the mishap, and came back before it was mended
     */
    record Seen(Instant at, Sight mishap, Optional<ComeBack> comeBack, Instant mended, Sight mending) {}

    /**
     * What a companion's coming back did to the clients.
     *
     * @param shown how long after it was ready it showed who holds the VIP; empty when that is who held it before
     */
    record ComeBack(String companion, Instant at, Sight sight, Optional<Duration> shown) {}

    /**
     * @param wait after everything is settled: the phase at which the mishap meets the contender's timers
     * @param more added to the mishap's length, so that its mending meets them at another phase
     */
    Outcome run(Duration wait, Duration more) throws InterruptedException {
        Optional<Node> settled = stage.awaitSettled();
        if (settled.isEmpty()) {
            return Outcome.failed("not settled before\n" + stage.standing().condition());
        }
        Optional<Companion> companion = stage.standing().companion();
        if (companion.isPresent()) {
            companion.get().leave();
            Thread.sleep(GONE);
        }
        stage.eyes().forgetBefore(Instant.now().minus(Eyes.SETTLED));
        // Now, so that none stops the probes in the middle: there is room for all that a trial leaves behind.
        System.gc();
        Thread.sleep(wait);
        Node holder = settled.get();
        Node target = mishap.befallsLeader() ? stage.standing().leader().orElse(holder) : holder;
        if (mishap.befallsLeader() && target.equals(holder)) {
            return Outcome.failed("no leader beside the holder");
        }
        Instant at = Instant.now();
        mishap.fault().inject(stage.standing().services(), target);
        Eyes.sleepUntil(at.plus(contender.faultLasts()).plus(more));
        Optional<Node> successor = stage.eyes().holder();
        Instant passed = Instant.now();
        Optional<Duration> shown = Optional.empty();
        if (companion.isPresent()) {
            shown = Optional.of(companion.get().comeBack(stage.eyes()::holder));
        }
        Instant mended = Instant.now();
        mishap.fault().mend(stage.standing().services(), target);
        Instant end = mended.plus(mishap.mendingLookedAt());
        Sight during = stage.eyes().between(at, passed);
        Sight after = stage.eyes().between(mended, end);
        Optional<ComeBack> comeBack = Optional.empty();
        if (companion.isPresent()) {
            boolean moved = !successor.equals(settled);
            comeBack = Optional.of(new ComeBack(
                    companion.get().words(),
                    passed,
                    stage.eyes().between(passed, mended),
                    shown.filter(time -> moved)));
        }
        Seen seen = new Seen(at, during, comeBack, mended, after);
        return new Outcome(target.name(), successor.map(Node::name).orElse("nobody"), Optional.of(seen), "");
    }
}
