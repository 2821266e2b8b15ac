package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;

/**
 * Gates in the kernel, one for each guarded address: what comes for the address or from it passes while the gate is
 * open. A gate is open while the address is granted and the lease runs; the lease is one for all gates, and the kernel
 * ends it at its deadline, whatever has become of the process that began it.
 *
 * <pre>
 * begin      a lease runs until the deadline; what was granted before is granted no more
 * extend     the lease that runs goes on until a later deadline; one that has run out does not
 * guard      a closed gate before the address is there
 * grant      the gate is open for as long as the lease runs; before the address is bound
 * shut       closed at once
 * remove     no gate any more: the address is off, or is kept whatever becomes of the lease
 * </pre>
 *
 * A grant has no deadline of its own. It counts under the lease that runs when the kernel gets it, and under no later
 * one: a lease that has run out is followed by one that begins, without anything granted.
 *
 * <p>A deadline is a reading of the agent's clock. However long the process is held up within a call, the lease never
 * runs past the deadline it was given. All methods throw {@link IOException} when the kernel refuses or does not
 * answer. Not safe for use by several threads.
 */
public interface KernelFence extends AutoCloseable {
    /**
     * Takes all grants back, and begins a lease in the place of the one that runs, if any does.
     *
     * @return false if it is too late for that, or if the process was held up: no gate is open for longer than before
     */
    boolean begin(long deadlineNanos) throws IOException;

    /**
     * Keeps the lease that runs until a later deadline; never begins one.
     *
     * @return false if it has run out, or was taken away by others, or will run out because it is too late or the
     *     process was held up: {@link #begin}, and grant anew
     */
    boolean extend(long deadlineNanos) throws IOException;

    /** Puts a closed gate before each of the addresses on an interface; one that is granted there already stays so. */
    void guard(Link link, Collection<InetAddress> ips) throws IOException;

    /**
     * Opens the gates of guarded addresses, all together, for as long as the lease runs.
     *
     * @return false if nobody began a lease since there are gates, which others may have taken away: nothing is granted
     */
    boolean grant(Collection<InetAddress> ips) throws IOException;

    /** Closes the gates now; no error for one that is closed. */
    void shut(Collection<InetAddress> ips) throws IOException;

    /**
     * Takes the gates away. Without a gate everything passes: only when the addresses are off the interface, or are to be
     * served whatever becomes of the lease.
     */
    void remove(Collection<InetAddress> ips) throws IOException;

    /** The agent ends: takes away what no address needs any more. */
    @Override
    default void close() {}
}
