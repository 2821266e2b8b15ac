package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressOnLink;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;

/** A VIP that is held, and since when the lifetime of its addresses runs. */
final class Holding {
    private final Held what;
    private final List<AddressOnLink> addresses;
    private long setAt;

    Holding(Held what) {
        this.what = what;
        this.addresses = what.addresses();
        this.setAt = what.boundAtNanos();
    }

    Held what() {
        return what;
    }

    List<AddressOnLink> addresses() {
        return addresses;
    }

    /** The clock reading at which the lifetime was set last. */
    long setAt() {
        return setAt;
    }

    void setAt(long nanos) {
        setAt = nanos;
    }

    static List<AddressOnLink> addresses(Collection<Holding> all) {
        return all.stream().flatMap(h -> h.addresses.stream()).toList();
    }

    static List<InetAddress> ips(Collection<Holding> all) {
        return all.stream().flatMap(h -> h.what.ips().stream()).toList();
    }
}
