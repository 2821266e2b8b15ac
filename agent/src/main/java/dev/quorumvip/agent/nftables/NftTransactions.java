package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.Errno;
import dev.quorumvip.agent.netlink.NetlinkException;
import java.util.List;
import java.util.OptionalInt;

/** The one table that is ours: changes to it happen together or not at all. */
interface NftTransactions extends AutoCloseable {
    /**
     * Makes all of the changes, or none.
     *
     * @return the number, from 0 on, of the first change that failed because what it names is not there; empty if all
     *     is done
     * @throws NetlinkException if the kernel refused for another reason
     */
    OptionalInt commitUnlessMissing(List<NftChange> changes) throws NetlinkException;

    /** Makes all of the changes, or throws and has made none. */
    default void commit(List<NftChange> changes) throws NetlinkException {
        OptionalInt missing = commitUnlessMissing(changes);
        if (missing.isPresent()) {
            throw new NetlinkException(
                    Errno.ENOENT, changes.get(missing.getAsInt()).words());
        }
    }

    @Override
    void close();
}
