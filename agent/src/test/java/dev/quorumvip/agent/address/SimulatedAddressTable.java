package dev.quorumvip.agent.address;

import dev.quorumvip.agent.clock.MonotonicClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Addresses that are on no real interface. Whatever is asked of it may be made to fail, or to take its time. */
public final class SimulatedAddressTable implements AddressTable {
    /** The calls that may be made to fail. */
    public enum Call {
        BIND,
        EXTEND,
        UNBIND,
        LIST
    }

    private final MonotonicClock clock;
    private final Set<Integer> interfaces = new HashSet<>();
    private final Map<Key, Lifetime> present = new LinkedHashMap<>();
    private final Set<Call> failing = new HashSet<>();
    private final Set<InetAddress> refused = new HashSet<>();
    private final List<String> done = new ArrayList<>();
    private Runnable delay = () -> {};

    /** @param clock by which lifetimes run out */
    public SimulatedAddressTable(MonotonicClock clock, int... interfaces) {
        this.clock = clock;
        for (int index : interfaces) {
            this.interfaces.add(index);
        }
    }

    /** From now on such a call fails and changes nothing. */
    public void fail(Call call) {
        failing.add(call);
    }

    /** From now on this address is not put on. */
    public void refuse(InetAddress ip) {
        refused.add(ip);
    }

    /**
     * What happens while the next bind or extension is on its way: after the kernel did it, before the caller goes on.
     */
    public void duringNext(Runnable happening) {
        delay = () -> {
            delay = () -> {};
            happening.run();
        };
    }

    /** An address that somebody else put there, without a lifetime. */
    public void addStrange(int interfaceIndex, InetAddress ip, int prefixLength) {
        present.put(new Key(interfaceIndex, ip, prefixLength), new Lifetime(false, Optional.empty(), clock.nanos()));
    }

    /** Somebody takes an address off by hand. */
    public void removeByHand(InetAddress ip) {
        present.keySet().removeIf(key -> key.ip.equals(ip));
    }

    /** The changes that were asked for since this was asked last, such as {@code bind 192.0.2.10/32 for 1s on 3}. */
    public List<String> takeDone() {
        List<String> taken = List.copyOf(done);
        done.clear();
        return taken;
    }

    /** The addresses that are ours and there now, such as {@code 192.0.2.10/32}. */
    public List<String> ours() {
        dropExpired();
        return present.entrySet().stream()
                .filter(e -> e.getValue().ours)
                .map(e -> e.getKey().cidr())
                .toList();
    }

    @Override
    public void bind(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime) throws IOException {
        put(Call.BIND, interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws IOException {
        put(Call.EXTEND, interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) throws IOException {
        Key key = new Key(interfaceIndex, ip, prefixLength);
        done.add("unbind " + key.cidr() + " on " + interfaceIndex);
        failIfAsked(Call.UNBIND);
        dropExpired();
        return present.remove(key) != null;
    }

    @Override
    public List<BoundAddress> list() throws IOException {
        failIfAsked(Call.LIST);
        dropExpired();
        return present.entrySet().stream()
                .map(e -> new BoundAddress(
                        e.getKey().ip,
                        e.getKey().prefixLength,
                        e.getKey().interfaceIndex,
                        e.getValue().ours,
                        e.getValue().span))
                .toList();
    }

    private void put(Call call, int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws IOException {
        Duration seconds = AddressTable.wholeSeconds(validLifetime);
        Key key = new Key(interfaceIndex, ip, prefixLength);
        String verb = call == Call.BIND ? "bind " : "extend ";
        done.add(verb + key.cidr() + " for " + seconds.toSeconds() + "s on " + interfaceIndex);
        failIfAsked(call);
        if (!interfaces.contains(interfaceIndex)) {
            throw new IOException("no interface " + interfaceIndex);
        }
        if (refused.contains(ip)) {
            throw new IOException(ip.getHostAddress() + " was made to fail");
        }
        present.put(key, new Lifetime(true, Optional.of(seconds), clock.nanos()));
        delay.run();
    }

    private void failIfAsked(Call call) throws IOException {
        if (failing.contains(call)) {
            throw new IOException(call + " was made to fail");
        }
    }

    private void dropExpired() {
        long now = clock.nanos();
        present.values()
                .removeIf(l ->
                        l.span.filter(span -> now - l.since >= span.toNanos()).isPresent());
    }

    private record Key(int interfaceIndex, InetAddress ip, int prefixLength) {
        String cidr() {
            return ip.getHostAddress() + "/" + prefixLength;
        }
    }

    private record Lifetime(boolean ours, Optional<Duration> span, long since) {}
}
