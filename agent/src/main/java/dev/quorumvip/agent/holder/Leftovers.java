package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.api.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes off what an earlier life of this agent left on the interfaces (DESIGN invariants 6 and 7): what bears our
 * protocol number, and what the data directory recorded.
 */
public final class Leftovers {
    private static final Logger LOG = LoggerFactory.getLogger(Leftovers.class);

    private Leftovers() {}

    /** An address that an earlier life may have bound. */
    public record Recorded(String interfaceName, InetAddress ip, int prefixLength) {}

    /**
     * Removes them all.
     *
     * @param recorded from the data directory
     * @throws IOException if one cannot be removed, or if nothing can be listed: the agent must not go on then
     */
    public static void clear(AddressTable addresses, LinkTable links, Collection<Recorded> recorded)
            throws IOException {
        for (BoundAddress ours : addresses.listOurs()) {
            remove(addresses, ours.interfaceIndex(), ours.ip(), ours.prefixLength());
        }
        for (Recorded record : List.copyOf(recorded)) {
            Optional<Link> link = links.byName(record.interfaceName());
            if (link.isPresent()) {
                remove(addresses, link.get().index(), record.ip(), record.prefixLength());
            }
        }
    }

    private static void remove(AddressTable addresses, int interfaceIndex, InetAddress ip, int prefixLength)
            throws IOException {
        if (addresses.unbind(interfaceIndex, ip, prefixLength)) {
            LOG.atWarn()
                    .addKeyValue("address", IpText.of(ip) + "/" + prefixLength)
                    .addKeyValue("interface_index", interfaceIndex)
                    .log("took off an address that an earlier life of this agent had left");
        }
    }
}
