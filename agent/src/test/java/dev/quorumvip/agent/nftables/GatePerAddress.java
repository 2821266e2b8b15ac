package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.NetlinkException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;

/**
 * What a renewal would cost with a time-out for each address: an element of a set each, all of them taken out and put in
 * anew, fifty in a transaction with a permit. Guards nothing; there to compare {@link NftFence} with.
 */
public final class GatePerAddress implements AutoCloseable {
    private static final int TOGETHER = 50;
    private static final long LONG_MILLIS = 60_000;
    private static final String OPEN = "open4";

    private final NftChannel kernel;
    private final List<Key> keys;

    private GatePerAddress(NftChannel kernel, List<Key> keys) {
        this.kernel = kernel;
        this.keys = keys;
    }

    /** In the network namespace of the calling thread, for addresses of IPv4. */
    public static GatePerAddress open(List<InetAddress> ips) throws NetlinkException {
        NftChannel kernel = NftChannel.open("quorumvip_per_address");
        List<Key> keys = ips.stream().map(Key::of).toList();
        AddressFamily four = AddressFamily.IPV4;
        kernel.commit(List.of(
                new NftChange.NewTable(),
                new NftChange.NewSet(FenceTable.PERMITS, 1, four.nftType(), four.length(), true),
                new NftChange.NewSet(OPEN, 2, four.nftType(), four.length(), true)));
        for (Key key : keys) {
            kernel.commit(List.of(new NftChange.AddElements(OPEN, List.of(key), LONG_MILLIS)));
        }
        return new GatePerAddress(kernel, keys);
    }

    /** As a renewal would. */
    public void extend() throws NetlinkException {
        for (int from = 0; from < keys.size(); from += TOGETHER) {
            List<NftChange> changes = new ArrayList<>(List.of(FenceTable.USE_PERMIT));
            for (Key key : keys.subList(from, Math.min(keys.size(), from + TOGETHER))) {
                changes.add(new NftChange.DeleteElements(OPEN, List.of(key)));
                changes.add(new NftChange.AddElements(OPEN, List.of(key), LONG_MILLIS));
            }
            do {
                kernel.commit(List.of(FenceTable.ADD_PERMIT));
            } while (kernel.commitUnlessMissing(changes).isPresent());
        }
    }

    @Override
    public void close() throws NetlinkException {
        kernel.commit(List.of(new NftChange.DeleteTable()));
        kernel.close();
    }
}
