package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import java.net.InetAddress;
import java.util.Collection;
import java.util.Set;

/** Stands where a {@link KernelFence} cannot be had: every gate is always open, and the lifetime is the fence. */
public final class NoKernelFence implements KernelFence {
    @Override
    public void guard(Link link, InetAddress ip) {}

    @Override
    public boolean open(InetAddress ip, long deadlineNanos) {
        return true;
    }

    @Override
    public Set<InetAddress> extend(Collection<InetAddress> ips, long deadlineNanos) {
        return Set.of();
    }

    @Override
    public void shut(InetAddress ip) {}

    @Override
    public void remove(InetAddress ip) {}
}
