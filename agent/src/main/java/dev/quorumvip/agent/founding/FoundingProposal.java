package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The proposer's half of single-decree Paxos, for one ballot.
 *
 * <p>After promises of a majority, it asks all to accept one founder: the one accepted under the highest ballot that a
 * promise names, or else its own. After acceptances of a majority, that founder is chosen.
 */
final class FoundingProposal {
    private final Ballot ballot;
    private final int majority;
    private final long deadlineNanos;
    private final Set<ClusterAddress> promised = new HashSet<>();
    private final Set<ClusterAddress> accepted = new HashSet<>();
    private final Founder own;
    private Optional<AcceptedFounder> earlier = Optional.empty();
    private boolean accepting;

    FoundingProposal(Ballot ballot, Founder own, int majority, long deadlineNanos) {
        this.ballot = ballot;
        this.own = own;
        this.majority = majority;
        this.deadlineNanos = deadlineNanos;
    }

    Ballot ballot() {
        return ballot;
    }

    boolean isLate(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    boolean isPromisedBy(ClusterAddress peer) {
        return promised.contains(peer);
    }

    /** Whether this promise was the one that makes a majority. */
    boolean promised(ClusterAddress by, Optional<AcceptedFounder> before) {
        if (accepting || !promised.add(by)) {
            return false;
        }
        if (before.isPresent()
                && earlier.filter(e -> e.ballot().compareTo(before.orElseThrow().ballot()) >= 0)
                        .isEmpty()) {
            earlier = before;
        }
        accepting = promised.size() >= majority;
        return accepting;
    }

    /** Whether this acceptance was the one that makes a majority. */
    boolean accepted(ClusterAddress by) {
        return accepting && accepted.add(by) && accepted.size() == majority;
    }

    /** The founder proposed; settled once a majority has promised. */
    Founder founder() {
        return earlier.map(AcceptedFounder::founder).orElse(own);
    }

    /** What {@code peer} has not answered yet, if anything. */
    Optional<Founding> question(ClusterAddress peer) {
        if (accepting) {
            return accepted.contains(peer)
                    ? Optional.empty()
                    : Optional.of(new Message.Founding.Accept(ballot, founder()));
        }
        return promised.contains(peer) ? Optional.empty() : Optional.of(new Message.Founding.Prepare(ballot));
    }
}
