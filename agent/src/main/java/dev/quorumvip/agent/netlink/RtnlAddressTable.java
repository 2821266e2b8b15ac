package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The kernel's addresses over rtnetlink(7). What it binds has {@code noprefixroute}, for IPv6 also {@code nodad},
 * global scope, and the protocol number 0x51 (IFA_PROTO, Linux 5.18), by which it is recognised as ours.
 */
public final class RtnlAddressTable implements AddressTable, AutoCloseable {
    private static final int CHANGE = Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK;

    private final RtnlChannel channel;

    private RtnlAddressTable(RtnlChannel channel) {
        this.channel = channel;
    }

    /** Opens the table of the calling thread's network namespace. Needs no privilege until something is changed. */
    public static RtnlAddressTable open() throws NetlinkException {
        return new RtnlAddressTable(RtnlChannel.open());
    }

    @Override
    public void bind(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws NetlinkException {
        put("bind", Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE, interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws NetlinkException {
        put("extend", Netlink.NLM_F_REPLACE, interfaceIndex, ip, prefixLength, validLifetime);
    }

    @Override
    public boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) throws NetlinkException {
        AddressMessage address = new AddressMessage(
                ip, prefixLength, Rtnetlink.RT_SCOPE_UNIVERSE, interfaceIndex, 0, AddressMessage.OUR_PROTOCOL, 0, 0);
        NetlinkWriter request = address.writeKey(new NetlinkWriter(Rtnetlink.RTM_DELADDR, CHANGE));
        try {
            channel.exchange(request, describe("unbind", interfaceIndex, ip, prefixLength));
            return true;
        } catch (NetlinkException e) {
            if (e.errno() == Errno.EADDRNOTAVAIL || e.isNoSuchInterface()) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public List<BoundAddress> list() throws NetlinkException {
        String what = "list addresses";
        NetlinkWriter request = new NetlinkWriter(Rtnetlink.RTM_GETADDR, Netlink.NLM_F_REQUEST | Netlink.NLM_F_DUMP)
                .u8(Rtnetlink.AF_UNSPEC)
                .u8(0) // ifa_prefixlen
                .u8(0) // ifa_flags
                .u8(0) // ifa_scope
                .u32(0); // ifa_index
        List<BoundAddress> addresses = new ArrayList<>();
        try {
            for (NetlinkMessage message : channel.exchange(request, what)) {
                addresses.add(AddressMessage.parse(message.payload()).toBoundAddress());
            }
        } catch (PacketFormatException e) {
            throw new NetlinkException(what, e);
        }
        return List.copyOf(addresses);
    }

    /** Frees the socket; later calls fail with EBADF. The addresses stay. */
    @Override
    public void close() {
        channel.close();
    }

    private void put(
            String verb, int flags, int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws NetlinkException {
        Duration lifetime = AddressTable.wholeSeconds(validLifetime);
        NetlinkWriter request = AddressMessage.ours(interfaceIndex, ip, prefixLength, lifetime)
                .write(new NetlinkWriter(Rtnetlink.RTM_NEWADDR, CHANGE | flags));
        channel.exchange(request, describe(verb, interfaceIndex, ip, prefixLength));
    }

    private static String describe(String verb, int interfaceIndex, InetAddress ip, int prefixLength) {
        return verb + " " + ip.getHostAddress() + "/" + prefixLength + " on interface " + interfaceIndex;
    }
}
