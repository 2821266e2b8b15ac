package dev.quorumvip.agent.address;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The addresses on this machine's interfaces. What is bound here carries a lifetime, so that the kernel takes it off
 * when nobody extends it, and a mark, so that a later life recognises it.
 *
 * <p>Every method talks to the kernel and waits for its answer, microseconds as a rule. All throw {@link IOException}
 * when the kernel refuses or does not answer. Safe for use by several threads.
 */
public interface AddressTable {
    /** The longest lifetime that may be asked for. */
    Duration LONGEST_LIFETIME = Duration.ofSeconds(Integer.MAX_VALUE);

    /**
     * Puts an address on an interface, with no route for its prefix and, for IPv6, without duplicate address detection.
     * If the interface has this address and prefix already, whoever put it there, it becomes ours and gets the
     * lifetime.
     *
     * @param interfaceIndex the kernel's number of the interface
     * @param ip the address
     * @param prefixLength 32 or 128 as a rule: a shorter prefix makes the address depend on others of its subnet
     * @param validLifetime after which the kernel removes the address, see {@link #wholeSeconds}
     * @throws IllegalArgumentException for a lifetime that is not positive or too long
     */
    void bind(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) throws IOException;

    /**
     * Starts the lifetime of a bound address anew.
     *
     * <p>The kernel puts an address back that has run out meanwhile. A caller that was paused therefore revives an
     * address it may no longer hold: look at the clock straight after this call too, and {@link #unbind} when the
     * deadline passed.
     *
     * @throws IllegalArgumentException for a lifetime that is not positive or too long
     */
    void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) throws IOException;

    /**
     * Takes an address off. An address, or an interface, that is gone already is no error.
     *
     * @param prefixLength the exact one it was bound with: the same address may be there with another
     * @return whether it was there
     */
    boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) throws IOException;

    /**
     * {@link #bind}s many, each for itself: one that is refused keeps none of the others off. Much quicker than one after
     * the other.
     *
     * @return those that were refused, with the reason; as with one alone, such an address may be on all the same
     * @throws IllegalArgumentException for a lifetime that is not positive or too long
     */
    default Map<AddressOnLink, IOException> bindAll(Collection<AddressOnLink> all, Duration validLifetime) {
        return OneByOne.make(a -> bind(a.interfaceIndex(), a.ip(), a.prefixLength(), validLifetime), all);
    }

    /**
     * {@link #extend}s many, each for itself.
     *
     * @return those that were refused, with the reason
     * @throws IllegalArgumentException for a lifetime that is not positive or too long
     */
    default Map<AddressOnLink, IOException> extendAll(Collection<AddressOnLink> all, Duration validLifetime) {
        return OneByOne.make(a -> extend(a.interfaceIndex(), a.ip(), a.prefixLength(), validLifetime), all);
    }

    /**
     * {@link #unbind}s many, each for itself; none is refused for being gone already.
     *
     * @return those that may still be there, with the reason
     */
    default Map<AddressOnLink, IOException> unbindAll(Collection<AddressOnLink> all) {
        return OneByOne.make(a -> unbind(a.interfaceIndex(), a.ip(), a.prefixLength()), all);
    }

    /** Every address of every interface. */
    List<BoundAddress> list() throws IOException;

    /** The addresses that an agent bound, in this life or an earlier one. */
    default List<BoundAddress> listOurs() throws IOException {
        return list().stream().filter(BoundAddress::ours).toList();
    }

    /**
     * What a kernel makes of a lifetime: it counts whole seconds, so the answer is {@code lifetime} rounded up. The
     * address is taken off no earlier than that, and some hundred milliseconds later at worst (0.5 s was seen); a
     * deadline that rests on the lifetime has to allow for both.
     *
     * @throws IllegalArgumentException for a lifetime that is not positive or longer than {@link #LONGEST_LIFETIME}
     */
    static Duration wholeSeconds(Duration lifetime) {
        if (!lifetime.isPositive() || lifetime.compareTo(LONGEST_LIFETIME) > 0) {
            throw new IllegalArgumentException("an address cannot live for " + lifetime);
        }
        return Duration.ofSeconds(lifetime.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
