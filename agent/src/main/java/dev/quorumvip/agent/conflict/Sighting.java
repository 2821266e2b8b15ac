package dev.quorumvip.agent.conflict;

import dev.quorumvip.agent.address.MacAddress;
import java.net.InetAddress;
import java.util.Set;

/**
 * Who answered for an address, as seen from this node.
 *
 * @param vip the name of the VIP that the address is of
 * @param macs all that answered one question
 * @param holder of whom one should have, as far as that was known
 * @param sinceNanos clock reading of the first of the questions in a row that the same ones answered
 * @param askedNanos clock reading of the last question: what is shown is as old as that
 */
public record Sighting(
        String vip,
        InetAddress address,
        Set<MacAddress> macs,
        Set<MacAddress> holder,
        long sinceNanos,
        long askedNanos) {

    /** What it comes to. */
    public enum Verdict {
        /** Nobody answered. */
        NOBODY,
        /** The holder answered, and nobody else; with more than one of its interfaces, perhaps. */
        HOLDER,
        /** One answered that is not the holder, or the holder is not known. */
        ANOTHER,
        /** Two or more answered. */
        SEVERAL
    }

    public Sighting {
        macs = Set.copyOf(macs);
        holder = Set.copyOf(holder);
    }

    /** The same, with other hardware addresses taken for the holder's. */
    public Sighting with(Set<MacAddress> nowHolder) {
        return new Sighting(vip, address, macs, nowHolder, sinceNanos, askedNanos);
    }

    /** What it comes to. */
    public Verdict verdict() {
        if (macs.isEmpty()) {
            return Verdict.NOBODY;
        }
        if (holder.containsAll(macs)) {
            return Verdict.HOLDER;
        }
        return macs.size() == 1 ? Verdict.ANOTHER : Verdict.SEVERAL;
    }

    /** Whether the other says the same, at another time. */
    boolean agreesWith(Sighting other) {
        return vip.equals(other.vip) && macs.equals(other.macs) && holder.equals(other.holder);
    }
}
