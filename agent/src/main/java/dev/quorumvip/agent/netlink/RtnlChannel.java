package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Requests and their answers over one socket, one at a time. An answer counts only if it bears its request's sequence
 * number: one that comes too late is not taken for that of the next request. Safe for use by several threads.
 */
final class RtnlChannel implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_DUMPS = 10;

    private final ReentrantLock turn = new ReentrantLock();
    private final NetlinkSocket socket;
    private int lastSequence;

    RtnlChannel(NetlinkSocket socket) {
        this.socket = socket;
    }

    static RtnlChannel open() throws NetlinkException {
        return new RtnlChannel(NetlinkSocket.forRequests(NetlinkSocket.Family.ROUTE, ANSWER_TIMEOUT));
    }

    /**
     * Sends a request that asks for an acknowledgement, or for a dump, and waits until the answer is complete.
     *
     * @param what the request in words, for the exception
     * @return the messages that came before the acknowledgement or the end of the dump
     * @throws NetlinkException with the kernel's errno if it refused, ETIMEDOUT if it did not answer
     */
    List<NetlinkMessage> exchange(NetlinkWriter request, String what) throws NetlinkException {
        turn.lock();
        try {
            for (int i = 0; i < MOST_DUMPS; i++) {
                Answer answer = exchangeOnce(request, what);
                if (answer.consistent()) {
                    return answer.messages();
                }
            }
            throw new NetlinkException(Errno.EINTR, what, "the table changed in each of " + MOST_DUMPS + " dumps");
        } catch (PacketFormatException e) {
            throw new NetlinkException(what, e);
        } finally {
            turn.unlock();
        }
    }

    /** Frees the socket, after a request that is under way; later ones fail with EBADF. */
    @Override
    public void close() {
        turn.lock();
        try {
            socket.close();
        } finally {
            turn.unlock();
        }
    }

    /** @param consistent false if the table changed while it was dumped, so that entries may be missing */
    private record Answer(List<NetlinkMessage> messages, boolean consistent) {}

    private Answer exchangeOnce(NetlinkWriter request, String what) throws NetlinkException, PacketFormatException {
        int sequence = nextSequence();
        socket.send(request.toBytes(sequence), what);
        List<NetlinkMessage> messages = new ArrayList<>();
        boolean consistent = true;
        while (true) {
            for (NetlinkMessage message : NetlinkMessage.parseAll(socket.receive(what))) {
                if (message.sequence() != sequence) {
                    continue;
                }
                consistent &= !message.hasFlag(Netlink.NLM_F_DUMP_INTR);
                switch (message.type()) {
                    case Netlink.NLMSG_ERROR, Netlink.NLMSG_DONE -> {
                        throwIfRefused(message, what);
                        return new Answer(messages, consistent);
                    }
                    case Netlink.NLMSG_NOOP -> {}
                    default -> messages.add(message);
                }
            }
        }
    }

    /** {@code struct nlmsgerr}, and the int at the end of a dump: 0 or a negative errno. */
    private static void throwIfRefused(NetlinkMessage message, String what)
            throws NetlinkException, PacketFormatException {
        PacketReader payload = message.payload();
        int error = payload.i32("error");
        if (error != 0) {
            throw new NetlinkException(-error, what, reasonInWords(message, payload));
        }
    }

    private static String reasonInWords(NetlinkMessage message, PacketReader afterError) throws PacketFormatException {
        if (message.type() != Netlink.NLMSG_ERROR || !message.hasFlag(Netlink.NLM_F_ACK_TLVS)) {
            return "";
        }
        // NETLINK_CAP_ACK is set, so of the refused request only the header is repeated.
        afterError.bytes(NetlinkMessage.HEADER_LENGTH, "refused header");
        PacketReader text = NetlinkAttributes.parse(afterError)
                .find(Netlink.NLMSGERR_ATTR_MSG)
                .orElse(null);
        return text == null ? "" : LinkMessage.text(text, "NLMSGERR_ATTR_MSG");
    }

    private int nextSequence() {
        lastSequence = lastSequence == Integer.MAX_VALUE ? 1 : lastSequence + 1; // 0 is for notifications
        return lastSequence;
    }
}
