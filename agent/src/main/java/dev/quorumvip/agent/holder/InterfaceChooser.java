package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Chooses the interface for each VIP: the one that it names, or else the node's default. */
final class InterfaceChooser {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceChooser.class);

    private final LinkTable links;
    private final String defaultInterface;

    InterfaceChooser(LinkTable links, String defaultInterface) {
        this.links = links;
        this.defaultInterface = defaultInterface;
    }

    /**
     * Where VIPs can be bound now.
     *
     * @param nowhere those whose interface is not there, not up, not connected, or cannot be read
     */
    record Choice(Map<Link, List<AssignedVip>> byLink, List<AssignedVip> nowhere) {}

    /** Asks the kernel once for each interface, however many the VIPs. */
    Choice choose(Collection<AssignedVip> vips) {
        Map<String, Optional<Link>> looked = new HashMap<>();
        Choice choice = new Choice(new LinkedHashMap<>(), new ArrayList<>());
        for (AssignedVip vip : vips) {
            String name = vip.interfaceName().isEmpty() ? defaultInterface : vip.interfaceName();
            Optional<Link> link = looked.computeIfAbsent(name, this::look);
            link.map(l -> choice.byLink.computeIfAbsent(l, there -> new ArrayList<>()))
                    .orElse(choice.nowhere)
                    .add(vip);
        }
        return choice;
    }

    /** Whether the node's default interface is there, up and connected. */
    boolean defaultUsable() {
        return look(defaultInterface).isPresent();
    }

    /** Which VIPs can stay where they are, by a look at all interfaces. */
    Predicate<Held> canStay() throws IOException {
        Map<Integer, Link> now = new HashMap<>();
        links.list().forEach(link -> now.put(link.index(), link));
        return held -> Optional.ofNullable(now.get(held.link().index()))
                .filter(link -> canStay(held, link))
                .isPresent();
    }

    /** @param now the interface as it is now */
    static boolean canStay(Held held, Link now) {
        return usable(now) && now.name().equals(held.link().name());
    }

    /** Empty unless it can carry VIPs. */
    private Optional<Link> look(String name) {
        try {
            return links.byName(name).filter(InterfaceChooser::usable);
        } catch (IOException e) {
            LOG.atWarn().addKeyValue("interface", name).setCause(e).log("cannot read the interface");
            return Optional.empty();
        }
    }

    private static boolean usable(Link link) {
        return link.up() && link.carrier();
    }
}
