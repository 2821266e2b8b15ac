package dev.quorumvip.agent.founding;

import dev.quorumvip.agent.founding.FoundingEffect.Persist;
import dev.quorumvip.agent.founding.FoundingEffect.Send;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/** Keeps an acceptor's replies back until what they promise is on disk. */
final class DurableReplies {
    /** A disk that hangs must not fill the memory; a reply that is forgotten is asked for again. */
    static final int MAX_KEPT_BACK = 256;

    private record KeptBack(long token, Send reply) {}

    private final ArrayDeque<KeptBack> keptBack = new ArrayDeque<>();
    private long lastToken;
    private long durableToken;

    /** The acceptor's memory is now {@code record}: write it. */
    Persist changed(FoundingRecord record) {
        return new Persist(++lastToken, record);
    }

    /** Whether all that the acceptor has promised so far is on disk, so that replies may go at once. */
    boolean allDurable() {
        return durableToken == lastToken;
    }

    /** Keeps {@code reply} back until everything so far is on disk. */
    void keep(Send reply) {
        keptBack.removeIf(kept -> kept.reply().equals(reply));
        keptBack.add(new KeptBack(lastToken, reply));
        if (keptBack.size() > MAX_KEPT_BACK) {
            keptBack.remove();
        }
    }

    /** The replies that may go now that the record with {@code token} is on disk. */
    List<Send> durable(long token) {
        durableToken = Math.max(durableToken, Math.min(token, lastToken));
        List<Send> free = new ArrayList<>();
        while (!keptBack.isEmpty() && keptBack.element().token() <= durableToken) {
            free.add(keptBack.remove().reply());
        }
        return free;
    }
}
