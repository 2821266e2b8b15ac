package dev.quorumvip.e2e.probe;

import static dev.quorumvip.e2e.net.Libc.C;

import com.sun.jna.LastErrorException;
import com.sun.jna.NativeLong;
import dev.quorumvip.e2e.net.Libc;
import dev.quorumvip.e2e.net.NetworkNamespace;
import java.net.Inet6Address;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Sends ICMP echo requests as {@code ping} does, through the kernel's own routes and neighbour table: what it gets no
 * answer to, no ordinary client would have got an answer to. The answers are read off the wire by {@link WireProbe}.
 */
final class EchoSocket implements AutoCloseable {
    private final int descriptor;
    private final byte[] destination;
    private final Requests requests;

    /** Makes the ICMP message of an echo request. */
    private interface Requests {
        byte[] of(int identifier, int sequence);
    }

    private EchoSocket(int descriptor, byte[] destination, Requests requests) {
        this.descriptor = descriptor;
        this.destination = destination;
        this.requests = requests;
    }

    static EchoSocket openIpv4(NetworkNamespace namespace, int destinationIp) throws Exception {
        int descriptor = namespace.call(() -> C.socket(Libc.AF_INET, Libc.SOCK_RAW, Libc.IPPROTO_ICMP));
        byte[] address = ByteBuffer.allocate(16) // struct sockaddr_in: family in host order, port, address
                .order(ByteOrder.nativeOrder())
                .putShort((short) Libc.AF_INET)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) 0)
                .putInt(destinationIp)
                .array();
        return new EchoSocket(descriptor, address, Frames::echoRequest);
    }

    static EchoSocket openIpv6(NetworkNamespace namespace, Inet6Address destinationIp) throws Exception {
        int descriptor = namespace.call(() -> C.socket(Libc.AF_INET6, Libc.SOCK_RAW, Libc.IPPROTO_ICMPV6));
        byte[] address = ByteBuffer.allocate(
                        28) // struct sockaddr_in6: family in host order, port, flow, address, scope
                .order(ByteOrder.nativeOrder())
                .putShort((short) Libc.AF_INET6)
                .order(ByteOrder.BIG_ENDIAN)
                .putShort((short) 0)
                .putInt(0)
                .put(destinationIp.getAddress())
                .array();
        return new EchoSocket(descriptor, address, NdpFrames::echoRequest);
    }

    void send(int identifier, int sequence) {
        byte[] message = requests.of(identifier, sequence);
        try {
            C.sendto(
                    descriptor,
                    message,
                    new NativeLong(message.length),
                    Libc.MSG_DONTWAIT,
                    destination,
                    destination.length);
        } catch (LastErrorException unreachable) {
            // EHOSTUNREACH while nobody answers for the address: the request is lost, and counts as that.
        }
    }

    @Override
    public void close() {
        C.close(descriptor);
    }
}
