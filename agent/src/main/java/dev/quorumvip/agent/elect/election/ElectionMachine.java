package dev.quorumvip.agent.elect.election;

import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.KeyState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One node's part in the election.
 *
 * <pre>
 * After the start: a session. After one could not be made, or is gone: another one, after waits that grow up to five seconds
 *     and are short again when a session was renewed.
 * After a session was made: the key is watched, the session renewed each half of its TTL.
 * After the key is free: the lock is tried for, again and again while Consul keeps it from everybody.
 * After the lock is this session's, by what was asked for at s: this node leads until s and the claim. With the deadline alone
 *     to decide only after a former leader's claim is over for certain: at once if it released the lock itself, or the lock
 *     delay has been waited for, and else after a claim.
 * After each later proof, asked for at p: until p and the claim.
 * After the deadline, another holder, another value, no key, no session, or no answer from Consul: it leads no more. With
 *     the deadline alone to decide, no answer is not yet a reason.
 * After proof that the lock is still this session's: it leads again.
 * After Stop: it leads no more, and the lock and the session are handed back.
 * </pre>
 *
 * Everything that is known of Consul was true when it was asked for or later, so deadlines count from then.
 */
public final class ElectionMachine {
    private static final Duration FIRST_WAIT = Duration.ofMillis(250);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** An attempt during the lock delay costs a server next to nothing: it is refused before the log. */
    private static final Duration FIRST_ATTEMPT = Duration.ofMillis(50);

    private static final Duration LONGEST_ATTEMPT = Duration.ofMillis(250);

    /** Between two looks at the key, should Consul's index not make it wait. */
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);

    /** For others to take over from a node that cannot hold the VIP. */
    private static final Duration SIT_OUT = Duration.ofSeconds(5);

    /** One part in so many, and as much again to be sure: by what the clocks of two machines may differ in their rates. */
    private static final int CLOCKS = 500;

    /** Within a TTL, when renewals fail. */
    private static final int RENEWAL_ATTEMPTS = 20;

    private final ElectionRules rules;
    private final Backoff opening;
    private final Backoff attempts;
    private final Backoff watching;
    private final List<ElectionAction> actions = new ArrayList<>();

    private boolean opens;
    private long openAt;
    private boolean begun;
    private @Nullable String session;

    private boolean renews;
    private boolean renewalFails;
    private long renewAt;
    private boolean watches;
    private long watchAt;
    private long index;
    private boolean tries;
    private long tryAt;
    private boolean proves;
    private long proveAt;

    private @Nullable KeyState key;
    private boolean delayed;
    private boolean settles;
    private long settledAt;
    private boolean leads;
    private long tookAt;
    private long provenAt;
    private long deadline;
    private boolean able = true;
    private boolean stopped;
    private boolean troubled;
    private @Nullable String told;

    public ElectionMachine(ElectionRules rules, RandomGenerator random) {
        this.rules = rules;
        this.opening = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
        this.attempts = new Backoff(FIRST_ATTEMPT, LONGEST_ATTEMPT, random);
        this.watching = new Backoff(FIRST_WAIT, LONGEST_WAIT, random);
    }

    /** Whether this node leads, as of the last step. */
    public boolean leads() {
        return leads;
    }

    /** Whether it has a session, and so takes part. */
    public boolean takesPart() {
        return session != null && !troubled;
    }

    /**
     * Takes note of an event.
     *
     * @param now the clock's reading
     * @return what to do about it, in this order
     */
    public List<ElectionAction> step(ElectionEvent event, long now) {
        actions.clear();
        if (!begun) {
            begun = true;
            openAt = now;
        }
        if (stopped) {
            endAfterOpening(event);
        } else {
            hear(event, now);
        }
        if (!stopped) {
            drive(now);
        }
        return List.copyOf(actions);
    }

    private void hear(ElectionEvent event, long now) {
        switch (event) {
            case ElectionEvent.Tick tick -> {}
            case ElectionEvent.Opened(String id, long sentAt) -> opened(id, sentAt, now);
            case ElectionEvent.NotOpened(ConsulException why) -> notOpened(why, now);
            case ElectionEvent.SessionGone(String id) -> {
                if (id.equals(session)) {
                    gone(now);
                }
            }
            case ElectionEvent.Renewed(String id, long sentAt) -> {
                if (id.equals(session)) {
                    renewed(sentAt, now);
                }
            }
            case ElectionEvent.NotRenewed(String id, ConsulException why) -> {
                if (id.equals(session)) {
                    renews = false;
                    renewalFails = true;
                    renewAt = now + rules.ttl().toNanos() / RENEWAL_ATTEMPTS;
                    noAnswer("the session could not be renewed", why, now);
                }
            }
            case ElectionEvent.Seen(String id, long sentAt, KeyState state) -> {
                if (id.equals(session)) {
                    watches = false;
                    watchAt = later(now, sentAt + BETWEEN_LOOKS.toNanos());
                    watching.reset();
                    troubled = false;
                    seen(state, sentAt, now);
                }
            }
            case ElectionEvent.NotSeen(String id, ConsulException why) -> {
                if (id.equals(session)) {
                    watches = false;
                    watchAt = now + watching.take();
                    index = 0;
                    noAnswer("the key could not be watched", why, now);
                }
            }
            case ElectionEvent.Proven(String id, long sentAt, KeyState state) -> {
                if (id.equals(session)) {
                    proves = false;
                    proveAt = sentAt + rules.proofInterval().toNanos();
                    seen(state, sentAt, now);
                }
            }
            case ElectionEvent.NotProven(String id, ConsulException why) -> {
                if (id.equals(session)) {
                    proves = false;
                    proveAt = now + rules.proofInterval().toNanos() / 4;
                    noAnswer("there is no proof that the lock is still ours", why, now);
                }
            }
            case ElectionEvent.Answered(String id, long sentAt, boolean taken) -> {
                if (id.equals(session)) {
                    answered(sentAt, taken, now);
                }
            }
            case ElectionEvent.NotAnswered(String id, ConsulException why) -> {
                if (id.equals(session)) {
                    tries = false;
                    tryAt = now + watching.take();
                    watchAgain(now);
                    noAnswer("the lock could not be asked for", why, now);
                }
            }
            case ElectionEvent.AgentChanged changed -> watchAgain(now);
            case ElectionEvent.Able(boolean is, String why) -> able(is, why, now);
            case ElectionEvent.Stop stop -> stop();
        }
    }

    private void opened(String id, long sentAt, long now) {
        opens = false;
        watching.reset();
        session = id;
        renews = false;
        renewalFails = false;
        renewAt = sentAt + rules.ttl().toNanos() / 2;
        watches = false;
        watchAt = now;
        index = 0;
        tries = false;
        tryAt = now;
        proves = false;
        key = null;
        delayed = false;
        settles = false;
        troubled = false;
    }

    private void notOpened(ConsulException why, long now) {
        opens = false;
        long wait = opening.take();
        openAt = now + wait;
        actions.add(new ElectionAction.TellNotOpened(why, wait));
    }

    private void gone(long now) {
        lose("the session is gone");
        session = null;
        key = null;
        told = null;
        openAt = now + opening.take();
    }

    private void renewed(long sentAt, long now) {
        renews = false;
        // It has lived for a while: the next one need not wait for long.
        opening.reset();
        renewAt = later(now, sentAt + rules.ttl().toNanos() / 2);
        troubled = false;
        if (renewalFails) {
            renewalFails = false;
            watchAgain(now);
        }
        if (leads && !rules.byDeadline()) {
            proof(sentAt, now);
        }
    }

    private void seen(KeyState state, long sentAt, long now) {
        boolean mayBeOlder = leads && sentAt - tookAt < 0 && !isOurs(state);
        if (mayBeOlder) {
            // Asked for before it was known that the lock was taken: it may be the key as it was before that.
            watchAgain(now);
            return;
        }
        boolean wasFree = isFree(key);
        key = state;
        index = state.index() < index ? 0 : state.index();
        if (isOurs(state) && !able) {
            key = null;
            actions.add(new ElectionAction.GiveBack(String.valueOf(session)));
        } else if (isOurs(state)) {
            proof(sentAt, now);
        } else {
            state.entry().ifPresent(entry -> {
                if (!entry.isLock() && !entry.session().equals(session)) {
                    tellOnce("flags " + entry.flags(), new ElectionAction.TellConflict(entry.flags()));
                }
            });
            if (leads) {
                // Most often because the session is gone, which a renewal tells.
                renewAt = now;
            }
            lose(reason(state));
            settles = false;
            delayed &= isFree(state);
            if (isFree(state) && !wasFree) {
                attempts.reset();
                tryAt = later(tryAt, now);
            }
        }
        tellHolder(state);
    }

    private void answered(long sentAt, boolean taken, long now) {
        tries = false;
        if (taken) {
            tookAt = now;
            attempts.reset();
            settles = rules.byDeadline() && !isFormerOver();
            settledAt = now
                    + rules.claim().toNanos()
                    + rules.claim().dividedBy(CLOCKS).toNanos();
            delayed = false;
            proof(sentAt, now);
            watchAgain(now);
        } else {
            delayed = isFree(key);
            tryAt = now + attempts.take();
        }
    }

    /**
     * Whether whoever had the lock before can hold nothing any more. Of a key that is simply gone that is not known: who
     * deletes it by hand takes the lock off without a lock delay.
     */
    private boolean isFormerOver() {
        return delayed || isReleased(key) || isOursWithAnotherValue(key);
    }

    /** The lock was this session's, with the right value, at that time or later. */
    private void proof(long sentAt, long now) {
        long until = sentAt + rules.claim().toNanos();
        boolean withoutRenewals = renewalFails && !rules.byDeadline();
        boolean tooEarly = settles && now - settledAt < 0;
        if (until - now <= 0 || !able || withoutRenewals || tooEarly) {
            return;
        }
        troubled = false;
        settles = false;
        if (!leads) {
            leads = true;
            provenAt = sentAt;
            deadline = until;
            proveAt = now;
            told = null;
            actions.add(new ElectionAction.Lead(String.valueOf(session), sentAt, until));
        } else if (sentAt - provenAt > 0) {
            provenAt = sentAt;
            deadline = until;
            actions.add(new ElectionAction.Extend(sentAt, until));
        }
    }

    private void noAnswer(String what, ConsulException why, long now) {
        if (!troubled) {
            troubled = true;
            actions.add(new ElectionAction.TellTrouble(what, why));
        }
        if (leads && !rules.byDeadline()) {
            lose("Consul: " + why.text());
            watchAgain(now);
        }
    }

    private void lose(String why) {
        if (leads) {
            leads = false;
            actions.add(new ElectionAction.Resign(why));
        }
    }

    private void able(boolean is, String why, long now) {
        able = is;
        if (!is && leads) {
            lose(why);
            String mine = session;
            if (mine != null) {
                key = null;
                actions.add(new ElectionAction.GiveBack(mine));
                tryAt = now + SIT_OUT.toNanos();
            }
        }
        watchAgain(now);
    }

    private void stop() {
        lose("told to stop");
        stopped = true;
        String mine = session;
        if (mine != null) {
            actions.add(new ElectionAction.HandBack(mine));
        } else if (!opens) {
            actions.add(new ElectionAction.End());
        }
    }

    /** A session that was under way is made and has to go. */
    private void endAfterOpening(ElectionEvent event) {
        if (event instanceof ElectionEvent.Opened(String id, long sentAt)) {
            actions.add(new ElectionAction.HandBack(id));
        } else if (event instanceof ElectionEvent.NotOpened) {
            actions.add(new ElectionAction.End());
        }
    }

    /** What is due, and when the next is. */
    private void drive(long now) {
        if (leads && now - deadline >= 0) {
            lose("no proof in time that the session lives");
            watchAgain(now);
        }
        List<Long> due = new ArrayList<>();
        String mine = session;
        if (mine == null) {
            if (!opens && now - openAt >= 0) {
                opens = true;
                actions.add(new ElectionAction.Open());
            }
            if (!opens) {
                due.add(openAt);
            }
        } else {
            takePart(mine, now, due);
        }
        if (leads) {
            due.add(deadline);
        }
        due.stream().min((a, b) -> Long.signum(a - b)).ifPresent(at -> actions.add(new ElectionAction.WakeAt(at)));
    }

    private void takePart(String mine, long now, List<Long> due) {
        if (!renews && now - renewAt >= 0) {
            renews = true;
            actions.add(new ElectionAction.Renew(mine));
        }
        if (!renews) {
            due.add(renewAt);
        }
        if (!watches && now - watchAt >= 0) {
            watches = true;
            actions.add(new ElectionAction.Watch(mine, index));
        }
        if (!watches) {
            due.add(watchAt);
        }
        if (wantsLock() && !tries) {
            if (now - tryAt >= 0) {
                tries = true;
                actions.add(new ElectionAction.Acquire(mine));
            } else {
                due.add(tryAt);
            }
        }
        if ((leads || isOurs(key)) && !proves) {
            if (now - proveAt >= 0) {
                proves = true;
                actions.add(new ElectionAction.Prove(mine));
            } else {
                due.add(proveAt);
            }
        }
    }

    private boolean wantsLock() {
        return able && !leads && (isFree(key) || isOursWithAnotherValue(key));
    }

    /** Nobody has the lock, and it can be taken. */
    private static boolean isFree(@Nullable KeyState state) {
        return state != null
                && state.entry()
                        .map(entry -> entry.session().isEmpty() && entry.isLock())
                        .orElse(true);
    }

    /** The former leader has let go of everything, and says so by an empty value. */
    private static boolean isReleased(@Nullable KeyState state) {
        return isFree(state)
                && state != null
                && state.entry().filter(entry -> entry.value().isEmpty()).isPresent();
    }

    private boolean isOurs(@Nullable KeyState state) {
        return state != null
                && state.entry()
                        .filter(entry -> entry.session().equals(session)
                                && entry.value().equals(rules.value())
                                && entry.isLock())
                        .isPresent();
    }

    private boolean isOursWithAnotherValue(@Nullable KeyState state) {
        return state != null
                && !isOurs(state)
                && state.entry()
                        .filter(entry -> entry.session().equals(session))
                        .isPresent();
    }

    private String reason(KeyState state) {
        Optional<KeyState.Entry> entry = state.entry();
        if (entry.isEmpty()) {
            return "the key is gone: a check failed, the session ended, or somebody deleted it";
        }
        if (entry.get().session().equals(session)) {
            return "somebody wrote another value into the key";
        }
        return entry.get().session().isEmpty()
                ? "somebody took the lock off"
                : "'" + entry.get().value() + "' has the lock";
    }

    private void tellHolder(KeyState state) {
        Optional<KeyState.Entry> entry = state.entry();
        if (leads || entry.isPresent() && !entry.get().isLock()) {
            return;
        }
        String holder = entry.filter(e -> !e.session().isEmpty())
                .map(KeyState.Entry::value)
                .orElse("");
        tellOnce("holder " + holder, new ElectionAction.TellHolder(holder));
    }

    private void tellOnce(String what, ElectionAction tell) {
        if (!what.equals(told)) {
            told = what;
            actions.add(tell);
        }
    }

    /** Asks for the key as it is now, whatever is waited for. */
    private void watchAgain(long now) {
        watches = false;
        index = 0;
        watchAt = later(watchAt, now);
    }

    private static long later(long a, long b) {
        return a - b > 0 ? a : b;
    }
}
