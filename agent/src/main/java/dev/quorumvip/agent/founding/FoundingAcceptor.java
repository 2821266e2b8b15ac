package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.protocol.Message.AcceptedFounder;
import dev.quorumvip.agent.protocol.Message.Ballot;
import dev.quorumvip.agent.protocol.Message.Founder;
import dev.quorumvip.agent.protocol.Message.Founding;
import java.util.Optional;

/**
 * The acceptor's half of single-decree Paxos.
 *
 * <p>After a promise of a ballot, nothing below it is promised or accepted. After accepting a founder under a ballot,
 * that founder is named in each promise until one under a higher ballot is accepted. A promise and an acceptance may be
 * told only once {@link #record} is on disk.
 */
final class FoundingAcceptor {
    private FoundingRecord record;

    FoundingAcceptor(FoundingRecord record) {
        this.record = record;
    }

    FoundingRecord record() {
        return record;
    }

    /** A promise, or a rejection. */
    Founding answer(Founding.Prepare question) {
        Ballot ballot = question.ballot();
        if (isBelowPromised(ballot)) {
            return rejection(ballot);
        }
        record = new FoundingRecord(Optional.of(ballot), record.accepted());
        return new Founding.Promise(ballot, record.accepted());
    }

    /** An acceptance, or a rejection. */
    Founding answer(Founding.Accept question) {
        Ballot ballot = question.ballot();
        if (isBelowPromised(ballot) || hasOther(ballot, question.founder())) {
            return rejection(ballot);
        }
        record = new FoundingRecord(Optional.of(ballot), Optional.of(new AcceptedFounder(ballot, question.founder())));
        return new Founding.Accepted(ballot);
    }

    private boolean isBelowPromised(Ballot ballot) {
        return record.promised().filter(p -> p.compareTo(ballot) > 0).isPresent();
    }

    /** No honest proposer names two founders under one ballot; two that share a copied node id might. */
    private boolean hasOther(Ballot ballot, Founder founder) {
        return record.accepted()
                .filter(a -> a.ballot().equals(ballot) && !a.founder().equals(founder))
                .isPresent();
    }

    private Founding rejection(Ballot ballot) {
        return new Founding.Rejected(ballot, record.promised().orElse(ballot));
    }
}
