package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.Errno;
import dev.quorumvip.agent.netlink.Netlink;
import dev.quorumvip.agent.netlink.NetlinkException;
import dev.quorumvip.agent.netlink.NetlinkMessage;
import dev.quorumvip.agent.netlink.NetlinkSocket;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;

/** Transactions over a raw nfnetlink socket. */
final class NftChannel implements NftTransactions {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final int SEQUENCE_MAX = 1 << 30;

    private final NetlinkSocket socket;
    private final NftEncoder encoder;
    private int lastSequence;

    private NftChannel(NetlinkSocket socket, NftEncoder encoder) {
        this.socket = socket;
        this.encoder = encoder;
    }

    /** For one table, in the network namespace of the calling thread. */
    static NftChannel open(String table) throws NetlinkException {
        NetlinkSocket socket = NetlinkSocket.forRequests(NetlinkSocket.Family.NETFILTER, ANSWER_TIMEOUT);
        return new NftChannel(socket, new NftEncoder(table));
    }

    @Override
    public OptionalInt commitUnlessMissing(List<NftChange> changes) throws NetlinkException {
        int first = lastSequence > SEQUENCE_MAX ? 1 : lastSequence + 1;
        lastSequence = first + changes.size() + 1;
        socket.send(encoder.encode(changes, first), changes.getFirst().words());
        OptionalInt missing = OptionalInt.empty();
        boolean complete = false;
        while (!complete) {
            for (Answer answer : receive(first, changes)) {
                complete |= answer.change == changes.size() - 1;
                if (answer.errno == Errno.ENOENT && answer.change >= 0) {
                    missing = missing.isPresent() ? missing : OptionalInt.of(answer.change);
                } else if (answer.errno != 0) {
                    // All of it was refused; what else is answered is passed over by its sequence number later.
                    throw new NetlinkException(
                            answer.errno,
                            changes.get(Math.max(0, answer.change)).words());
                }
            }
        }
        return missing;
    }

    /** @param change its number in the batch; -1 for the batch as a whole */
    private record Answer(int change, int errno) {}

    private List<Answer> receive(int first, List<NftChange> changes) throws NetlinkException {
        String what = changes.getFirst().words();
        List<Answer> answers = new ArrayList<>();
        try {
            for (NetlinkMessage message : NetlinkMessage.parseAll(socket.receive(what))) {
                int change = message.sequence() - first - 1;
                if (message.type() == Netlink.NLMSG_ERROR && change >= -1 && change < changes.size()) {
                    answers.add(new Answer(change, -message.payload().i32("error")));
                }
            }
        } catch (PacketFormatException e) {
            throw new NetlinkException(what, e);
        }
        return answers;
    }

    @Override
    public void close() {
        socket.close();
    }
}
