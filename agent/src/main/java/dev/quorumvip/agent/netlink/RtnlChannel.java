package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.packet.PacketReader;
import java.io.ByteArrayOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntFunction;

/**
 * Requests and their answers over one socket, one at a time. An answer counts only if it bears its request's sequence
 * number: one that comes too late is not taken for that of the next request. Safe for use by several threads.
 */
final class RtnlChannel implements AutoCloseable {
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(2);
    private static final int MOST_DUMPS = 10;

    /** The kernel keeps about 270 answers for a socket with its usual buffer, and drops what comes after. */
    static final int MOST_TOGETHER = 100;

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

    /**
     * Sends up to {@link #MOST_TOGETHER} requests as one datagram, and waits until all of them are answered. The kernel
     * takes one after the other, whatever becomes of those before. It tells of each that it refuses, and of the others
     * only if they ask for it: the last one has to ask for an acknowledgement, the others need not.
     *
     * @param what each request in words, by its number from 0 on, for the exception
     * @return those that failed, by number; ETIMEDOUT and the like for those of which nothing is known
     */
    Map<Integer, NetlinkException> exchangeAll(List<NetlinkWriter> requests, IntFunction<String> what) {
        turn.lock();
        try {
            Map<Integer, NetlinkException> refused = new HashMap<>();
            try {
                exchangeOnce(requests, what, refused);
            } catch (NetlinkException e) {
                noneIsKnown(requests.size(), e, refused);
            } catch (PacketFormatException e) {
                noneIsKnown(requests.size(), new NetlinkException(what.apply(0), e), refused);
            }
            return refused;
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

    private void exchangeOnce(
            List<NetlinkWriter> requests, IntFunction<String> what, Map<Integer, NetlinkException> refused)
            throws NetlinkException, PacketFormatException {
        ByteArrayOutputStream datagram = new ByteArrayOutputStream();
        int[] sequences = new int[requests.size()];
        for (int i = 0; i < sequences.length; i++) {
            sequences[i] = nextSequence();
            datagram.writeBytes(requests.get(i).toBytes(sequences[i]));
        }
        socket.send(datagram.toByteArray(), what.apply(0));
        int last = sequences.length - 1;
        boolean complete = false;
        while (!complete) {
            for (NetlinkMessage message : NetlinkMessage.parseAll(socket.receive(what.apply(0)))) {
                int number = numberOf(message, sequences);
                if (number < 0) {
                    continue;
                }
                try {
                    throwIfRefused(message, what.apply(number));
                } catch (NetlinkException e) {
                    refused.put(number, e);
                }
                complete |= number == last;
            }
        }
    }

    /** @return -1 if it answers none of them */
    private static int numberOf(NetlinkMessage message, int[] sequences) {
        if (message.type() == Netlink.NLMSG_ERROR) {
            for (int i = 0; i < sequences.length; i++) {
                if (sequences[i] == message.sequence()) {
                    return i;
                }
            }
        }
        return -1;
    }

    private static void noneIsKnown(int requests, NetlinkException why, Map<Integer, NetlinkException> refused) {
        for (int i = 0; i < requests; i++) {
            refused.putIfAbsent(i, why);
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
