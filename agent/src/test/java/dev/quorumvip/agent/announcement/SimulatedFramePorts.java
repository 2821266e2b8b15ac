package dev.quorumvip.agent.announcement;

import dev.quorumvip.agent.packet.PacketFormatException;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ports whose frames reach nobody but the test. */
public final class SimulatedFramePorts implements FramePorts {
    private final List<Sent> sent = new ArrayList<>();
    private final List<String> opened = new ArrayList<>();
    private final List<String> closed = new ArrayList<>();
    private FramePortException.@Nullable Reason failing;

    /** A frame that was sent. */
    public record Sent(String interfaceName, NeighbourPacket packet) {
        /** The address that the frame tells of, or asks for. */
        public InetAddress address() {
            return switch (packet) {
                case ArpPacket arp -> arp.isProbe() ? arp.targetIp() : arp.senderIp();
                case NeighbourAdvertisement advertisement -> advertisement.target();
                case NeighbourSolicitation solicitation -> solicitation.target();
            };
        }
    }

    /** From now on no frame is taken, for this reason; null lets them through again. */
    public void fail(FramePortException.@Nullable Reason reason) {
        failing = reason;
    }

    /** The frames sent since this was asked last. */
    public List<Sent> takeSent() {
        List<Sent> taken = List.copyOf(sent);
        sent.clear();
        return taken;
    }

    /** The interfaces opened, in order, once for each opening. */
    public List<String> opened() {
        return List.copyOf(opened);
    }

    /** The interfaces given back, in order. */
    public List<String> closed() {
        return List.copyOf(closed);
    }

    @Override
    public FramePort open(String interfaceName, FrameListener listener) {
        opened.add(interfaceName);
        return new FramePort() {
            @Override
            public void send(byte[] frame) throws FramePortException {
                FramePortException.Reason reason = failing;
                if (reason != null) {
                    throw new FramePortException(reason, interfaceName, "it was made to fail", null);
                }
                sent.add(new Sent(interfaceName, parse(frame)));
            }

            @Override
            public void close() {
                closed.add(interfaceName);
            }
        };
    }

    private static NeighbourPacket parse(byte[] frame) {
        try {
            return NeighbourPacket.parse(frame);
        } catch (PacketFormatException e) {
            throw new AssertionError("a frame that nobody can read", e);
        }
    }
}
