package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.protocol.Message.AssignedVip;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Chooses the interface for each VIP: the one that it names, the first that matches its pattern, the one that is
 * connected to its subnet, or else the node's default.
 */
final class InterfaceChooser {
    private static final Logger LOG = LoggerFactory.getLogger(InterfaceChooser.class);

    private final LinkTable links;
    private final AddressTable addresses;
    private final String defaultInterface;

    InterfaceChooser(LinkTable links, AddressTable addresses, String defaultInterface) {
        this.links = links;
        this.addresses = addresses;
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
        Look look = new Look();
        Choice choice = new Choice(new LinkedHashMap<>(), new ArrayList<>());
        for (AssignedVip vip : vips) {
            look.at(vip.interfaceChoice(), vip.addresses())
                    .map(l -> choice.byLink.computeIfAbsent(l, there -> new ArrayList<>()))
                    .orElse(choice.nowhere)
                    .add(vip);
        }
        return choice;
    }

    /** Names of those that could be bound nowhere now; asks as {@link #choose} does. */
    Set<String> nowhere(Map<String, VipDefinition> vips) {
        Look look = new Look();
        Set<String> names = new TreeSet<>();
        vips.forEach((name, vip) -> {
            if (look.at(vip.interfaceChoice(), vip.addresses()).isEmpty()) {
                names.add(name);
            }
        });
        return names;
    }

    /** Whether the node's default interface is there, up and connected. */
    boolean defaultUsable() {
        return named(defaultInterface).isPresent();
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
    private Optional<Link> named(String name) {
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

    /** What the kernel said, asked for once. */
    private final class Look {
        private final Map<InterfaceChoice, Optional<Link>> byChoice = new HashMap<>();
        private @Nullable List<Link> usableLinks;
        private @Nullable List<BoundAddress> others;

        Optional<Link> at(InterfaceChoice choice, List<VipAddress> vip) {
            return switch (choice) {
                case InterfaceChoice.NodeDefault() -> byChoice.computeIfAbsent(choice, c -> named(defaultInterface));
                case InterfaceChoice.Named(String name) -> byChoice.computeIfAbsent(choice, c -> named(name));
                case InterfaceChoice.Matching pattern -> byChoice.computeIfAbsent(choice, c -> matching(pattern));
                case InterfaceChoice.BySubnet() ->
                    vip.stream()
                            .flatMap(address -> connectedTo(address).stream())
                            .findFirst();
            };
        }

        private Optional<Link> matching(InterfaceChoice.Matching pattern) {
            return usableLinks().stream()
                    .filter(link -> pattern.matches(link.name()))
                    .min(Comparator.comparing(Link::name));
        }

        /** The interface with an address of its own in whose subnet this one is. */
        private Optional<Link> connectedTo(VipAddress vip) {
            return others().stream()
                    .filter(address -> Subnet.of(address).contains(vip.ip()))
                    .flatMap(address -> usableLinks().stream().filter(link -> link.index() == address.interfaceIndex()))
                    .findFirst();
        }

        private List<Link> usableLinks() {
            List<Link> known = usableLinks;
            if (known == null) {
                known = listed(
                        "the interfaces",
                        () -> links.list().stream()
                                .filter(InterfaceChooser::usable)
                                .toList());
                usableLinks = known;
            }
            return known;
        }

        /** VIPs are no sign of a subnet: they are single addresses. */
        private List<BoundAddress> others() {
            List<BoundAddress> known = others;
            if (known == null) {
                known = listed(
                        "the addresses",
                        () -> addresses.list().stream()
                                .filter(address -> !address.ours())
                                .toList());
                others = known;
            }
            return known;
        }
    }

    private interface Listing<T> {
        List<T> get() throws IOException;
    }

    private static <T> List<T> listed(String what, Listing<T> listing) {
        try {
            return listing.get();
        } catch (IOException e) {
            LOG.atWarn().setCause(e).log("cannot read " + what);
            return List.of();
        }
    }
}
