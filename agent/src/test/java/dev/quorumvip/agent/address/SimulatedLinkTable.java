package dev.quorumvip.agent.address;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Interfaces that a test makes, changes and takes away. */
public final class SimulatedLinkTable implements LinkTable {
    private final Map<Integer, Link> links = new TreeMap<>();
    private boolean failing;
    private int asked;

    /** An interface that can carry VIPs. */
    public static Link up(int index, String name) {
        return new Link(index, name, new MacAddress(0x02_00_00_00_00_00L + index), true, true);
    }

    /** Makes an interface, or changes the one of that index. */
    public void put(Link link) {
        links.put(link.index(), link);
    }

    public void remove(int index) {
        links.remove(index);
    }

    /** From now on the kernel does not answer. */
    public void fail() {
        failing = true;
    }

    /** How often anything was asked. */
    public int asked() {
        return asked;
    }

    @Override
    public Optional<Link> byName(String name) throws IOException {
        return list().stream().filter(link -> link.name().equals(name)).findFirst();
    }

    @Override
    public List<Link> list() throws IOException {
        asked++;
        if (failing) {
            throw new IOException("links were made to fail");
        }
        return List.copyOf(links.values());
    }
}
