package dev.quorumvip.agent.node;

import dev.quorumvip.agent.lease.PromisedRecord;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.RefusalReason;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Answers as a voter: to renewals, closes and settles, over the wire or from this node itself. What an answer rests on
 * is on disk before the answer leaves.
 */
final class VoterDesk {
    private static final Logger LOG = LoggerFactory.getLogger(VoterDesk.class);

    private final VoterTable table;
    private final Journal journal;
    private final LongSupplier clock;
    private final Consumer<RefusalReason> refusals;

    VoterDesk(VoterTable table, Journal journal, LongSupplier clock, Consumer<RefusalReason> refusals) {
        this.table = table;
        this.journal = journal;
        this.clock = clock;
        this.refusals = refusals;
    }

    VoterTable table() {
        return table;
    }

    /** Answers a renewal, now or once it is on disk. */
    void renew(Message.Renew renew, Knowledge known, Consumer<Message> reply) {
        VoterTable.RenewAnswer answer =
                table.renew(renew.session(), renew.version(), renew.promise(), clock.getAsLong());
        Message message = answer.refusal()
                .<Message>map(reason -> {
                    refusals.accept(reason);
                    return new Message.Refusal(renew.clusterId(), renew.session(), renew.round(), reason, known);
                })
                .orElseGet(() ->
                        new Message.Ack(renew.clusterId(), renew.session(), renew.round(), renew.version(), known));
        send(message, answer.persist(), reply);
    }

    /** Answers whether it closes a session, or would. */
    void close(Message.Close close, Consumer<Message> reply) {
        PromisedRecord before = table.record();
        VoterTable.CloseAnswer answer = table.close(close.session(), close.dryRun(), clock.getAsLong());
        if (!table.record().equals(before)) {
            LOG.atInfo()
                    .addKeyValue("node", close.session().node())
                    .addKeyValue("epoch", close.session().epoch())
                    .log("session closed by this voter");
        }
        Message message = new Message.CloseReply(
                close.clusterId(), close.session(), close.version(), close.dryRun(), answer.verdict());
        send(message, answer.persist(), reply);
    }

    void settle(Message.Settle settle, Consumer<Message> reply) {
        VoterTable.SettleAnswer answer = table.settle(settle.version(), clock.getAsLong());
        send(new Message.SettleReply(settle.clusterId(), settle.version(), answer.settled()), answer.persist(), reply);
    }

    private void send(Message message, boolean persist, Consumer<Message> reply) {
        if (persist) {
            PromisedRecord record = table.record();
            journal.promised(record, () -> {
                table.written(record);
                reply.accept(message);
            });
        } else {
            reply.accept(message);
        }
    }
}
