package dev.quorumvip.agent.fence;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gates that close by a clock that the test sets. */
public final class SimulatedKernelFence implements KernelFence {
    private final MonotonicClock clock;
    private final Set<InetAddress> guarded = new HashSet<>();
    private final Set<InetAddress> granted = new HashSet<>();
    private final Set<Integer> unusable = new HashSet<>();
    private final List<String> done = new ArrayList<>();
    private @Nullable Long leaseUntil;
    private @Nullable IOException broken;
    private Runnable delay = () -> {};

    public SimulatedKernelFence(MonotonicClock clock) {
        this.clock = clock;
    }

    /** Every call fails from now on. */
    public void breakDown(IOException why) {
        broken = why;
    }

    /** No gates can be had on that interface from now on. */
    public void breakDownOn(int interfaceIndex) {
        unusable.add(interfaceIndex);
    }

    /** Somebody takes the gates away: they are made anew by the next call, closed, and no lease runs. */
    public void takeAway() {
        granted.clear();
        leaseUntil = null;
    }

    /** What happens while the next call that may begin a lease is on its way, before the kernel gets it. */
    public void beforeNextBegin(Runnable happening) {
        delay = () -> {
            delay = () -> {};
            happening.run();
        };
    }

    /** Whether what comes for this address passes now. */
    public boolean passes(InetAddress ip) {
        return !guarded.contains(ip) || (granted.contains(ip) && leaseRuns());
    }

    /** The guarded addresses. */
    public List<String> guarded() {
        return guarded.stream().map(InetAddress::getHostAddress).sorted().toList();
    }

    /** What was done since this was asked last, such as {@code grant 192.0.2.10}. */
    public List<String> takeDone() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    @Override
    public boolean begin(long deadlineNanos) throws IOException {
        does("begin");
        delay.run();
        if (clock.nanos() - deadlineNanos >= 0) {
            return false;
        }
        granted.clear();
        leaseUntil = deadlineNanos;
        return true;
    }

    @Override
    public boolean extend(long deadlineNanos) throws IOException {
        does("extend");
        if (!leaseRuns() || clock.nanos() - deadlineNanos >= 0) {
            return false;
        }
        leaseUntil = deadlineNanos;
        return true;
    }

    @Override
    public void guard(Link link, Collection<InetAddress> ips) throws IOException {
        does("guard", ips);
        if (unusable.contains(link.index())) {
            throw new IOException("no gates on " + link.name());
        }
        guarded.addAll(ips);
    }

    @Override
    public boolean grant(Collection<InetAddress> ips) throws IOException {
        does("grant", ips);
        if (leaseUntil == null) {
            return false;
        }
        granted.addAll(ips);
        return true;
    }

    @Override
    public void shut(Collection<InetAddress> ips) throws IOException {
        does("shut", ips);
        ips.forEach(granted::remove);
    }

    @Override
    public void remove(Collection<InetAddress> ips) throws IOException {
        does("remove", ips);
        ips.forEach(guarded::remove);
        ips.forEach(granted::remove);
    }

    private boolean leaseRuns() {
        Long until = leaseUntil;
        return until != null && clock.nanos() - until < 0;
    }

    private void does(String what) throws IOException {
        if (broken != null) {
            throw broken;
        }
        done.add(what);
    }

    private void does(String what, Collection<InetAddress> ips) throws IOException {
        does(what + ips.stream().map(ip -> " " + ip.getHostAddress()).collect(Collectors.joining()));
    }
}
