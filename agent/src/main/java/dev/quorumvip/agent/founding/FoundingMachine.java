package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.founding.FoundingEffect.Send;
import dev.quorumvip.agent.founding.FoundingEvent.Persisted;
import dev.quorumvip.agent.founding.FoundingEvent.Received;
import dev.quorumvip.agent.founding.FoundingEvent.Tick;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One empty node's part in founding a cluster with its initial peers.
 *
 * <p>After each tick, it says hello to all listed peers now and then. After hellos of a majority of the listed (itself
 * included) within a second, the first of those in the list proposes itself. After a question of a proposer, it
 * promises or accepts, and says so once that is on disk. After a majority accepted, the founder is chosen: it founds,
 * the others join it, and all keep telling whoever does not know. After no majority within a second, or a higher
 * ballot, the proposer waits a random while and tries again.
 *
 * <p>No two machines ever name different founders, whatever is lost, doubled, late or restarted, as long as the records
 * stay on disk and every peer has the same list. The caller gives the machine up when it hears of a cluster that
 * exists: there is nothing to found then.
 *
 * <p>Pure: it reads no clock and sends nothing. For one thread.
 */
public final class FoundingMachine {
    static final Duration HELLO_INTERVAL = Duration.ofMillis(200);
    static final Duration CHOSEN_INTERVAL = Duration.ofMillis(500);

    /** How long a ballot may take. Also how long others leave a proposer alone that they promised something. */
    static final Duration BALLOT_WITHIN = Duration.ofSeconds(1);

    static final Duration ASK_AGAIN_INTERVAL = Duration.ofMillis(100);

    /** The range of the random wait after a ballot that failed; doubled up to four times. */
    static final Duration BACK_OFF = Duration.ofMillis(200);

    /** No founding gets near it; a ballot above it is nonsense, and must not use up the numbers. */
    static final long MAX_BALLOT_NUMBER = 1L << 48;

    private final NodeId self;
    private final ClusterAddress selfAddress;
    private final FoundingPeers peers;
    private final FoundingAcceptor acceptor;
    private final RandomGenerator random;
    private final Founder candidate;

    private long highestNumber;
    private @Nullable FoundingProposal proposal;
    private @Nullable Founder chosen;
    private int failedBallots;

    private boolean started;
    private long nextTalkNanos;
    private long nextAskNanos;
    private long nextBallotNanos;

    private final DurableReplies replies = new DurableReplies();
    private final Queue<Founding> toSelf = new ArrayDeque<>();
    private List<FoundingEffect> effects = new ArrayList<>();

    /**
     * @param peers the initial peers, the same on each of them, this node's own address among them
     * @param record what was on disk; {@link FoundingRecord#EMPTY} only if there never was anything
     * @param random for waits and for the id of the cluster
     * @throws IllegalArgumentException if the list names a peer twice or lacks this node
     */
    public FoundingMachine(
            NodeId self,
            ClusterAddress selfAddress,
            List<ClusterAddress> peers,
            FoundingRecord record,
            RandomGenerator random) {
        this.self = self;
        this.selfAddress = selfAddress;
        this.peers = new FoundingPeers(self, selfAddress, peers);
        this.acceptor = new FoundingAcceptor(record);
        this.random = random;
        this.candidate = new Founder(self, selfAddress, randomUuid(random));
    }

    /**
     * Takes in what happened at {@code nowNanos}.
     *
     * @param nowNanos of a monotonic clock; never before an earlier one
     * @return what is to be done, in this order
     */
    public List<FoundingEffect> step(FoundingEvent event, long nowNanos) {
        if (!started) {
            started = true;
            nextTalkNanos = nowNanos;
            nextBallotNanos = nowNanos;
        }
        switch (event) {
            case Tick() -> tick(nowNanos);
            case Received(ClusterAddress from, NodeId sender, Founding message) ->
                received(from, sender, message, nowNanos);
            case Persisted(long token) -> replies.durable(token).forEach(reply -> send(reply.to(), reply.message()));
        }
        for (Founding message = toSelf.poll(); message != null; message = toSelf.poll()) {
            handle(selfAddress, message, nowNanos);
        }
        List<FoundingEffect> done = effects;
        effects = new ArrayList<>();
        return done;
    }

    /** How far the founding is. */
    public FoundingStatus status(long nowNanos) {
        return peers.status(Optional.ofNullable(chosen), nowNanos);
    }

    private void tick(long now) {
        if (now - nextTalkNanos >= 0) {
            nextTalkNanos = now + (chosen == null ? HELLO_INTERVAL : CHOSEN_INTERVAL).toNanos();
            talk();
        }
        if (chosen != null) {
            return;
        }
        if (proposal != null && proposal.isLate(now)) {
            giveUp(now);
        }
        if (proposal == null && now - nextBallotNanos >= 0 && peers.mayPropose(now)) {
            propose(now);
        } else if (proposal != null && now - nextAskNanos >= 0) {
            ask(proposal, now);
        }
    }

    private void talk() {
        Founding words = chosen == null ? new Founding.Hello(self, selfAddress) : new Founding.Chosen(chosen);
        peers.others().forEach(peer -> send(peer, words));
    }

    private void received(ClusterAddress from, NodeId sender, Founding message, long now) {
        if (message instanceof Founding.Hello(NodeId node, ClusterAddress address)) {
            if (!node.equals(sender) || !address.equals(from)) {
                return;
            }
            if (!peers.isListed(from)) {
                peers.strangersHello(from, now);
                return;
            }
        }
        if (peers.recognise(from, sender)) {
            handle(from, message, now);
        }
    }

    private void handle(ClusterAddress from, Founding message, long now) {
        if (chosen != null) {
            if (!(message instanceof Founding.Chosen)) {
                send(from, new Founding.Chosen(chosen));
            }
            return;
        }
        switch (message) {
            case Founding.Hello hello -> peers.hello(from, now);
            case Founding.Prepare prepare -> answer(from, prepare.ballot(), () -> acceptor.answer(prepare), now);
            case Founding.Accept accept -> {
                if (peers.isListed(accept.founder().address())) {
                    answer(from, accept.ballot(), () -> acceptor.answer(accept), now);
                }
            }
            case Founding.Promise promise -> promised(from, promise, now);
            case Founding.Accepted(Ballot ballot) -> accepted(from, ballot, now);
            case Founding.Rejected(Ballot ballot, Ballot promised) -> rejected(ballot, promised, now);
            case Founding.Chosen(Founder founder) -> {
                if (peers.isListed(founder.address())) {
                    decide(founder, now);
                }
            }
        }
    }

    // As acceptor

    /** Answers a proposer, once all that the acceptor has promised by it is on disk. */
    private void answer(ClusterAddress to, Ballot ballot, Supplier<Founding> answer, long now) {
        // A ballot is its proposer's own, and while the lists differ no majority means anything.
        if (!peers.owns(ballot.proposer(), to) || !isSound(ballot) || peers.disputed(now)) {
            return;
        }
        FoundingRecord before = acceptor.record();
        Founding message = answer.get();
        if (message instanceof Founding.Rejected) {
            send(to, message);
            return;
        }
        if (!to.equals(selfAddress)) {
            // Two proposers at once would only outbid each other.
            postponeBallot(now + BALLOT_WITHIN.toNanos() + random.nextLong(BACK_OFF.toNanos()));
        }
        if (!acceptor.record().equals(before)) {
            effects.add(replies.changed(acceptor.record()));
        }
        if (replies.allDurable()) {
            send(to, message);
        } else {
            replies.keep(new Send(to, message));
        }
    }

    private static boolean isSound(Ballot ballot) {
        return ballot.number() >= 1 && ballot.number() <= MAX_BALLOT_NUMBER;
    }

    // As proposer

    private void propose(long now) {
        long promised = acceptor.record().promised().map(Ballot::number).orElse(0L);
        highestNumber = Math.max(highestNumber, promised) + 1;
        FoundingProposal next = new FoundingProposal(
                new Ballot(highestNumber, self), candidate, peers.majority(), now + BALLOT_WITHIN.toNanos());
        proposal = next;
        nextAskNanos = now + ASK_AGAIN_INTERVAL.toNanos();
        // Only itself for now: once its own promise is on disk, this ballot cannot be used again after a restart.
        send(selfAddress, new Founding.Prepare(next.ballot()));
    }

    private void ask(FoundingProposal running, long now) {
        nextAskNanos = now + ASK_AGAIN_INTERVAL.toNanos();
        if (running.isPromisedBy(selfAddress)) {
            peers.listed().forEach(peer -> running.question(peer).ifPresent(question -> send(peer, question)));
        }
    }

    private void promised(ClusterAddress from, Founding.Promise promise, long now) {
        FoundingProposal running = proposal;
        if (running == null || !running.ballot().equals(promise.ballot())) {
            return;
        }
        boolean majority = running.promised(from, promise.accepted());
        if (majority || from.equals(selfAddress)) {
            ask(running, now);
        }
    }

    private void accepted(ClusterAddress from, Ballot ballot, long now) {
        FoundingProposal running = proposal;
        if (running != null && running.ballot().equals(ballot) && running.accepted(from)) {
            decide(running.founder(), now);
        }
    }

    private void rejected(Ballot ballot, Ballot promised, long now) {
        if (isSound(promised)) {
            highestNumber = Math.max(highestNumber, promised.number());
        }
        if (proposal != null && proposal.ballot().equals(ballot)) {
            giveUp(now);
        }
    }

    private void giveUp(long now) {
        proposal = null;
        long range = BACK_OFF.toNanos() << Math.min(failedBallots++, 4);
        postponeBallot(now + random.nextLong(range));
    }

    private void postponeBallot(long untilNanos) {
        if (untilNanos - nextBallotNanos > 0) {
            nextBallotNanos = untilNanos;
        }
    }

    private void decide(Founder founder, long now) {
        chosen = founder;
        proposal = null;
        nextTalkNanos = now + CHOSEN_INTERVAL.toNanos();
        talk();
        if (founder.node().equals(self)) {
            effects.add(new FoundingEffect.Found(founder));
        } else if (founder.address().equals(selfAddress)) {
            effects.add(new FoundingEffect.FounderLost(founder));
        } else {
            effects.add(new FoundingEffect.JoinFounder(founder));
        }
    }

    private void send(ClusterAddress to, Founding message) {
        if (to.equals(selfAddress)) {
            toSelf.add(message);
        } else {
            effects.add(new Send(to, message));
        }
    }

    /** A version 4 UUID: RFC 9562 §5.4. */
    private static UUID randomUuid(RandomGenerator random) {
        long high = (random.nextLong() & ~0xf000L) | 0x4000L;
        long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
        return new UUID(high, low);
    }
}
