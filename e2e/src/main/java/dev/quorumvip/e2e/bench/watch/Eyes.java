package dev.quorumvip.e2e.bench.watch;

import dev.quorumvip.e2e.net.MacAddress;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.EchoStream;
import dev.quorumvip.e2e.probe.EchoTrain;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.Verdict;
import dev.quorumvip.e2e.probe.Verdict.DoubleAnswer;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A client that pings a virtual IP, and an observer that asks every node by itself whether it has it. */
public final class Eyes implements AutoCloseable {
    /** Between two requests of the client. */
    public static final Duration PINGING = Duration.ofMillis(2);

    /** Between two rounds of the observer; two nodes that both answered for less may go unseen. */
    public static final Duration ASKING = Duration.ofMillis(5);

    /** Replies are certainly in after this time; those that took longer count as lost. */
    public static final Duration PATIENCE = WireProbe.ECHO_PATIENCE;

    private static final Duration RECENT = Duration.ofMillis(50);

    /** For how long all has to be well for the VIP to be settled. */
    public static final Duration SETTLED = Duration.ofSeconds(1);

    private final TestNetwork network;
    private final WireProbe observer;
    private final EchoStream client;

    private Eyes(TestNetwork network, WireProbe observer, EchoStream client) {
        this.network = network;
        this.observer = observer;
        this.client = client;
    }

    public static Eyes open(TestNetwork network, String vip) throws Exception {
        WireProbe observer = WireProbe.startAsking(network, vip, ASKING);
        try {
            return new Eyes(network, observer, EchoStream.start(network, vip, PINGING));
        } catch (Exception e) {
            observer.close();
            throw e;
        }
    }

    /** The only node that has answered of late, if the client has got all its replies meanwhile. */
    public Optional<Node> settledHolder() {
        Instant now = Instant.now();
        Set<MacAddress> answered = new Verdict(observer.recording(now.minus(SETTLED), now))
                .holdings().stream().map(Verdict.Holding::mac).collect(Collectors.toSet());
        EchoTrain train = client.train(now.minus(SETTLED), now.minus(PATIENCE));
        boolean allReplied =
                train.sent().length > 0 && train.lost(now.minus(SETTLED), now.minus(PATIENCE), PATIENCE) == 0;
        return answered.size() == 1 && allReplied ? holder() : Optional.empty();
    }

    /** The node that answered last, if that was just now. */
    public Optional<Node> holder() {
        return observer.answering(RECENT).flatMap(network::nodeOf);
    }

    /** What was seen from then to then; waits until {@link #PATIENCE} after {@code to}. */
    public Sight between(Instant from, Instant to) throws InterruptedException {
        sleepUntil(to.plus(PATIENCE));
        Recording recording = observer.recording(from, to);
        Verdict verdict = new Verdict(recording);
        List<DoubleAnswer> doubles = verdict.doubleAnswers();
        EchoTrain train = client.train(from.minus(SETTLED), to);
        return new Sight(
                train.longestGapSince(from, to).duration(),
                doubles.stream().map(DoubleAnswer::duration).reduce(Duration.ZERO, Duration::plus),
                doubles.size(),
                train.lost(from, to, PATIENCE),
                recording.announcements().size(),
                train.lastReplyAt(to).filter(at -> at.isAfter(to.minus(RECENT))).isPresent(),
                train.senderLateness(from, to),
                recording.longestBlindness());
    }

    /** Who answered, in the order of time: with one that never changes, one name. */
    public List<Node> holders(Instant from, Instant to) {
        return new Verdict(observer.recording(from, to))
                .holdings().stream()
                        .map(Verdict.Holding::mac)
                        .flatMap(mac -> network.nodeOf(mac).stream())
                        .toList();
    }

    /** Makes room. */
    public void forgetBefore(Instant moment) {
        observer.forgetBefore(moment);
    }

    /** Frames that this machine was too slow to look at: with any, replies and answers may be missing. */
    public long missedFrames() {
        return observer.missedFrames() + client.missedFrames();
    }

    public static void sleepUntil(Instant moment) throws InterruptedException {
        Duration left = Duration.between(Instant.now(), moment);
        if (left.isPositive()) {
            Thread.sleep(left);
        }
    }

    @Override
    public void close() {
        client.close();
        observer.close();
    }
}
