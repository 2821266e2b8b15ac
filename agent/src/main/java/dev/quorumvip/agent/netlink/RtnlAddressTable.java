package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.address.AddressOnLink;
import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The kernel's addresses over rtnetlink(7). What it binds has {@code noprefixroute}, for IPv6 also {@code nodad},
 * global scope, and the protocol number 0x51 (IFA_PROTO, Linux 5.18), by which it is recognised as ours.
 */
public final class RtnlAddressTable implements AddressTable, AutoCloseable {
    private static final int BIND = Netlink.NLM_F_CREATE | Netlink.NLM_F_REPLACE;
    private static final int EXTEND = Netlink.NLM_F_REPLACE;

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
        change(putting(BIND, validLifetime), "bind", new AddressOnLink(interfaceIndex, ip, prefixLength));
    }

    @Override
    public void extend(int interfaceIndex, InetAddress ip, int prefixLength, Duration validLifetime)
            throws NetlinkException {
        change(putting(EXTEND, validLifetime), "extend", new AddressOnLink(interfaceIndex, ip, prefixLength));
    }

    @Override
    public boolean unbind(int interfaceIndex, InetAddress ip, int prefixLength) throws NetlinkException {
        try {
            change(RtnlAddressTable::takingOff, "unbind", new AddressOnLink(interfaceIndex, ip, prefixLength));
            return true;
        } catch (NetlinkException e) {
            if (saysThatItIsGone(e)) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public Map<AddressOnLink, IOException> bindAll(Collection<AddressOnLink> all, Duration validLifetime) {
        return changeAll(putting(BIND, validLifetime), "bind", all);
    }

    @Override
    public Map<AddressOnLink, IOException> extendAll(Collection<AddressOnLink> all, Duration validLifetime) {
        return changeAll(putting(EXTEND, validLifetime), "extend", all);
    }

    @Override
    public Map<AddressOnLink, IOException> unbindAll(Collection<AddressOnLink> all) {
        Map<AddressOnLink, IOException> refused = changeAll(RtnlAddressTable::takingOff, "unbind", all);
        refused.values().removeIf(e -> e instanceof NetlinkException refusal && saysThatItIsGone(refusal));
        return refused;
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

    /** Writes the request that changes one address. */
    @FunctionalInterface
    private interface Request {
        /** @param flags besides its own, {@code NLM_F_} bits */
        NetlinkWriter of(AddressOnLink address, int flags);
    }

    private static Request putting(int newaddrFlags, Duration validLifetime) {
        Duration lifetime = AddressTable.wholeSeconds(validLifetime);
        return (address, flags) -> AddressMessage.ours(
                        address.interfaceIndex(), address.ip(), address.prefixLength(), lifetime)
                .write(new NetlinkWriter(Rtnetlink.RTM_NEWADDR, newaddrFlags | flags));
    }

    private static NetlinkWriter takingOff(AddressOnLink address, int flags) {
        AddressMessage message = new AddressMessage(
                address.ip(),
                address.prefixLength(),
                Rtnetlink.RT_SCOPE_UNIVERSE,
                address.interfaceIndex(),
                0,
                AddressMessage.OUR_PROTOCOL,
                0,
                0);
        return message.writeKey(new NetlinkWriter(Rtnetlink.RTM_DELADDR, flags));
    }

    private void change(Request request, String verb, AddressOnLink address) throws NetlinkException {
        channel.exchange(request.of(address, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK), verb + " " + address);
    }

    private Map<AddressOnLink, IOException> changeAll(Request request, String verb, Collection<AddressOnLink> all) {
        List<AddressOnLink> addresses = List.copyOf(all);
        Map<AddressOnLink, IOException> refused = new LinkedHashMap<>();
        for (int from = 0; from < addresses.size(); from += RtnlChannel.MOST_TOGETHER) {
            int to = Math.min(addresses.size(), from + RtnlChannel.MOST_TOGETHER);
            List<AddressOnLink> some = addresses.subList(from, to);
            List<NetlinkWriter> requests = new ArrayList<>();
            for (AddressOnLink address : some) {
                boolean last = requests.size() == some.size() - 1;
                requests.add(request.of(address, Netlink.NLM_F_REQUEST | (last ? Netlink.NLM_F_ACK : 0)));
            }
            channel.exchangeAll(requests, number -> verb + " " + some.get(number))
                    .forEach((number, why) -> refused.put(some.get(number), why));
        }
        return refused;
    }

    private static boolean saysThatItIsGone(NetlinkException e) {
        return e.errno() == Errno.EADDRNOTAVAIL || e.isNoSuchInterface();
    }
}
