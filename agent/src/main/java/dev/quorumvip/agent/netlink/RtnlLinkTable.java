package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.LinkTable;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The kernel's interfaces over rtnetlink(7). Needs no privilege. */
public final class RtnlLinkTable implements LinkTable, AutoCloseable {
    private static final int LONGEST_NAME = 15; // linux/if.h: IFNAMSIZ, less the zero at the end

    private final RtnlChannel channel;

    private RtnlLinkTable(RtnlChannel channel) {
        this.channel = channel;
    }

    /** Opens the table of the calling thread's network namespace. */
    public static RtnlLinkTable open() throws NetlinkException {
        return new RtnlLinkTable(RtnlChannel.open());
    }

    @Override
    public Optional<Link> byName(String name) throws NetlinkException {
        if (name.isEmpty() || name.getBytes(StandardCharsets.UTF_8).length > LONGEST_NAME) {
            return Optional.empty(); // the kernel says EINVAL or ERANGE to these
        }
        NetlinkWriter request = LinkMessage.writeQuery(
                new NetlinkWriter(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK), name);
        try {
            return links(request, "look up interface " + name).stream().findFirst();
        } catch (NetlinkException e) {
            if (e.isNoSuchInterface()) {
                return Optional.empty();
            }
            throw e;
        }
    }

    @Override
    public List<Link> list() throws NetlinkException {
        NetlinkWriter request = LinkMessage.writeQuery(
                new NetlinkWriter(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP));
        return List.copyOf(links(request, "list interfaces"));
    }

    /** Frees the socket; later calls fail with EBADF. */
    @Override
    public void close() {
        channel.close();
    }

    private List<Link> links(NetlinkWriter request, String what) throws NetlinkException {
        List<Link> links = new ArrayList<>();
        try {
            for (NetlinkMessage message : channel.exchange(request, what)) {
                links.add(LinkMessage.parse(message.payload()).toLink());
            }
        } catch (PacketFormatException e) {
            throw new NetlinkException(what, e);
        }
        return links;
    }
}
