package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import java.net.InetAddress;
import java.util.Collection;

/** Stands where a {@link KernelFence} cannot be had: every gate is always open, and the lifetime is the fence. */
public final class NoKernelFence implements KernelFence {
    @Override
    public boolean begin(long deadlineNanos) {
        return true;
    }

    @Override
    public boolean extend(long deadlineNanos) {
        return true;
    }

    @Override
    public void guard(Link link, Collection<InetAddress> ips) {}

    @Override
    public boolean grant(Collection<InetAddress> ips) {
        return true;
    }

    @Override
    public void shut(Collection<InetAddress> ips) {}

    @Override
    public void remove(Collection<InetAddress> ips) {}
}
