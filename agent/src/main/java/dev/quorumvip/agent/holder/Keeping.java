package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.lease.SessionLease;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets VIPs stay whose definition says that they do when no majority of the voters answers: {@code onQuorumLoss: keep}.
 *
 * <pre>
 * After the lease ran out, with this process awake: their gates in the kernel go, which have closed with it; they stay.
 * After each look without a lease: their lifetimes are prolonged, so that the kernel takes them off if this process dies.
 * After this process slept for as long as an address lives, or their definition has changed: they are taken off.
 * After a round is confirmed again: gates before them as before any other, and a new burst of announcements.
 * </pre>
 *
 * All others are taken off when the lease runs out. A process that was stopped when that happened keeps none: what it
 * missed may have been that others have them.
 */
final class Keeping {
    private static final Logger LOG = LoggerFactory.getLogger(Keeping.class);

    private final MonotonicClock clock;
    private final FencePlan plan;
    private final Holdings holdings;
    private final Binder binder;
    private final HolderRules rules;
    private final HolderListener listener;
    private long lookedAt;

    Keeping(
            MonotonicClock clock,
            FencePlan plan,
            Holdings holdings,
            Binder binder,
            HolderRules rules,
            HolderListener listener) {
        this.clock = clock;
        this.plan = plan;
        this.holdings = holdings;
        this.binder = binder;
        this.rules = rules;
        this.listener = listener;
    }

    /** Whether something is, and was looked after as long as an address lives. */
    boolean active() {
        return clock.nanos() - lookedAt < plan.lifetime().toNanos()
                && !holdings.kept().isEmpty();
    }

    /**
     * The lease has run out: takes off what does not stay, and prolongs what does.
     *
     * @param wanted assignments to the lease's session that are neither revoked nor released
     */
    void withoutLease(Collection<AssignedVip> wanted, SessionLease lease) {
        long now = clock.nanos();
        boolean awake = holdings.kept().isEmpty()
                ? now - lease.deadline() < plan.setWindow().toNanos()
                : now - lookedAt < plan.lifetime().toNanos();
        lookedAt = now;
        Set<GrantNumber> grants = wanted.stream().map(AssignedVip::grant).collect(Collectors.toSet());
        Predicate<Held> stays = held -> awake
                && grants.contains(held.vip().grant())
                && rules.staysWithoutQuorum(held.vip().vip());
        binder.letGo(holdings.those(stays.negate()), "the lease has run out");
        List<Holding> newly =
                holdings.all().stream().filter(h -> !holdings.isKept(h)).toList();
        if (!newly.isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("vip", Binder.names(newly))
                    .log("no majority of the voters answers: keeping the VIP, as its definition asks; another node may"
                            + " have it as well");
            binder.keepWithoutLease(newly);
            listener.keptChanged(held(holdings.kept()));
        }
        binder.prolongKept(holdings.due(clock.nanos(), plan.extendEvery().toNanos()));
    }

    /**
     * The lease is good again: what was kept is held under it, like all else.
     *
     * @return false if the newest confirmed round is too old for that
     */
    boolean underLease(SessionLease lease) {
        List<Holding> kept = holdings.kept();
        if (kept.isEmpty()) {
            return true;
        }
        if (!binder.mayTouch(lease)) {
            return false;
        }
        LOG.atInfo()
                .addKeyValue("vip", Binder.names(kept))
                .log("a majority of the voters answers again: the VIP is held under a lease");
        boolean inTime = binder.bringUnderLease(kept, lease);
        listener.keptChanged(held(holdings.kept()));
        return inTime;
    }

    static List<Held> held(Collection<Holding> some) {
        return some.stream().map(Holding::what).toList();
    }
}
