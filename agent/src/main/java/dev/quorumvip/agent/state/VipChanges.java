package dev.quorumvip.agent.state;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which VIPs differ between two states. An entry changes a few of very many, and shares the others with the state before
 * it, so that it is enough to look whether they are the same object.
 */
public final class VipChanges {
    private VipChanges() {}

    /**
     * One that differs.
     *
     * @param before empty if it is new
     * @param after empty if it is gone
     */
    public record Changed(String name, Optional<Vip> before, Optional<Vip> after) {
        /** What it is assigned to now and was not before: to somebody else, or under other conditions. */
        public Optional<Assignment> newAssignment() {
            Optional<Assignment> now = after.flatMap(Vip::assignment);
            return now.equals(before.flatMap(Vip::assignment)) ? Optional.empty() : now;
        }
    }

    /** Those that differ, by name. */
    public static List<Changed> between(ClusterState before, ClusterState after) {
        List<Changed> changes = new ArrayList<>();
        if (same(before.vips(), after.vips())) {
            return changes;
        }
        Iterator<Vip> former = before.vips().values().iterator();
        Iterator<Vip> present = after.vips().values().iterator();
        @Nullable Vip was = next(former);
        @Nullable Vip is = next(present);
        while (was != null || is != null) {
            int order = order(was, is);
            if (order != 0 || !same(was, is)) {
                changes.add(changed(order <= 0 ? was : null, order >= 0 ? is : null));
            }
            was = order <= 0 ? next(former) : was;
            is = order >= 0 ? next(present) : is;
        }
        return changes;
    }

    private static @Nullable Vip next(Iterator<Vip> vips) {
        return vips.hasNext() ? vips.next() : null;
    }

    private static int order(@Nullable Vip was, @Nullable Vip is) {
        if (was == null || is == null) {
            return was == null ? 1 : -1;
        }
        return same(was, is) ? 0 : was.name().compareTo(is.name());
    }

    private static Changed changed(@Nullable Vip was, @Nullable Vip is) {
        String name = was != null ? was.name() : is != null ? is.name() : "";
        return new Changed(name, Optional.ofNullable(was), Optional.ofNullable(is));
    }

    private static boolean same(@Nullable Object one, @Nullable Object other) {
        return one == other;
    }
}
