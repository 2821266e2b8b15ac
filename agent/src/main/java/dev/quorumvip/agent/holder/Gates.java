package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.lease.SessionLease;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the kernel's gates in step with the lease.
 *
 * <pre>
 * After the first VIP is to be held: a lease begins in the kernel.
 * After each confirmed round, while something is held: it goes on until the new deadline.
 * After it ran out there, or was taken away, or nothing is held, or the session changes: the next one begins.
 * </pre>
 *
 * While nothing is held, the kernel's lease is left to run out: it costs nothing then.
 */
final class Gates {
    private final KernelFence fence;
    /** Whose lease runs in the kernel, as far as is known here. */
    private @Nullable SessionId session;

    private long until;

    Gates(KernelFence fence) {
        this.fence = fence;
    }

    /**
     * Before addresses are bound, so that none is ever on an interface without a gate.
     *
     * @return false if no gate is open, of these addresses or any other: it is too late, this process was held up, or
     *     somebody took the gates away
     */
    boolean open(Link link, Collection<InetAddress> ips, SessionLease lease) throws IOException {
        fence.guard(link, ips);
        if (!lease.session().equals(session)) {
            if (!fence.begin(lease.deadline())) {
                return false;
            }
            session = lease.session();
            until = lease.deadline();
        }
        if (fence.grant(ips)) {
            return true;
        }
        session = null;
        return false;
    }

    /**
     * Keeps what is open so until the lease's deadline.
     *
     * @return false if all had closed
     */
    boolean extend(SessionLease lease) throws IOException {
        if (!lease.session().equals(session)) {
            return false;
        }
        if (lease.deadline() != until) {
            if (!fence.extend(lease.deadline())) {
                session = null;
                return false;
            }
            until = lease.deadline();
        }
        return true;
    }

    /** Nothing is held: what is held next begins with a lease of its own. */
    void rest() {
        session = null;
    }

    void shut(Collection<InetAddress> ips) throws IOException {
        fence.shut(ips);
    }

    void remove(Collection<InetAddress> ips) throws IOException {
        fence.remove(ips);
    }
}
