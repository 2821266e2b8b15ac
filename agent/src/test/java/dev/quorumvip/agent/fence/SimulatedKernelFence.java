package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Gates that close by a clock that the test sets. */
public final class SimulatedKernelFence implements KernelFence {
    private final MonotonicClock clock;
    private final Set<InetAddress> guarded = new HashSet<>();
    private final Map<InetAddress, Long> openUntil = new HashMap<>();
    private final List<String> done = new ArrayList<>();
    private @Nullable IOException broken;

    public SimulatedKernelFence(MonotonicClock clock) {
        this.clock = clock;
    }

    /** Every call fails from now on. */
    public void breakDown(IOException why) {
        broken = why;
    }

    /** Whether what comes for this address passes now. */
    public boolean passes(InetAddress ip) {
        Long until = openUntil.get(ip);
        return !guarded.contains(ip) || (until != null && clock.nanos() - until < 0);
    }

    /** The guarded addresses. */
    public List<String> guarded() {
        return guarded.stream().map(InetAddress::getHostAddress).sorted().toList();
    }

    /** What was done since this was asked last, such as {@code open 192.0.2.10}. */
    public List<String> takeDone() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    @Override
    public void guard(Link link, InetAddress ip) throws IOException {
        does("guard", ip);
        guarded.add(ip);
    }

    @Override
    public boolean open(InetAddress ip, long deadlineNanos) throws IOException {
        does("open", ip);
        if (clock.nanos() - deadlineNanos >= 0) {
            return false;
        }
        openUntil.put(ip, deadlineNanos);
        return true;
    }

    @Override
    public Set<InetAddress> extend(Collection<InetAddress> ips, long deadlineNanos) throws IOException {
        Set<InetAddress> closed = new HashSet<>();
        for (InetAddress ip : ips) {
            does("extend", ip);
            if (passes(ip)) {
                openUntil.put(ip, deadlineNanos);
            } else {
                closed.add(ip);
            }
        }
        return closed;
    }

    @Override
    public void shut(InetAddress ip) throws IOException {
        does("shut", ip);
        openUntil.remove(ip);
    }

    @Override
    public void remove(InetAddress ip) throws IOException {
        does("remove", ip);
        guarded.remove(ip);
    }

    private void does(String what, InetAddress ip) throws IOException {
        if (broken != null) {
            throw broken;
        }
        done.add(what + " " + ip.getHostAddress());
    }
}
