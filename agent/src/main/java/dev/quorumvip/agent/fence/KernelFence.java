package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;

/**
 * A gate in the kernel, one for each guarded address: what comes for the address or from it passes while the gate is
 * open, and the kernel closes it at the deadline, whatever has become of the process that opened it.
 *
 * <pre>
 * guard      a closed gate before the address is there
 * open       it stays open until the deadline; before the address is bound
 * extend     an open gate stays open longer; a closed one stays closed
 * shut       closed at once
 * remove     no gate any more, after the address is off
 * </pre>
 *
 * A deadline is a reading of the agent's clock. However long the process is held up within a call, the gate never stays
 * open past the deadline it was given. All methods throw {@link IOException} when the kernel refuses or does not
 * answer. Not safe for use by several threads.
 */
public interface KernelFence extends AutoCloseable {
    /** Puts a closed gate before an address on an interface; one that is open there already stays so. */
    void guard(Link link, InetAddress ip) throws IOException;

    /**
     * Opens the gate of a guarded address. One that is open may keep the deadline it has: {@link #extend} it.
     *
     * @return false if it is too late for that, or if the process was held up: the gate is as it was
     */
    boolean open(InetAddress ip, long deadlineNanos) throws IOException;

    /**
     * Keeps open gates open until a later deadline; never opens one.
     *
     * @return the addresses whose gate has closed already, and stays closed
     */
    Set<InetAddress> extend(Collection<InetAddress> ips, long deadlineNanos) throws IOException;

    /** Closes the gate now; no error if it was closed. */
    void shut(InetAddress ip) throws IOException;

    /** Takes the gate away. Only when the address is off the interface: without a gate, everything passes. */
    void remove(InetAddress ip) throws IOException;

    /** The agent ends: takes away what no address needs any more. */
    @Override
    default void close() {}
}
