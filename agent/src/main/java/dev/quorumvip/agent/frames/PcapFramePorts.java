package dev.quorumvip.agent.frames;

import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.FramePortException.Reason;
import dev.quorumvip.agent.announcement.FramePorts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.stream.Stream;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.PcapDirection;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.packet.namednumber.DataLinkType;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens interfaces of the calling thread's network namespace by libpcap. Needs CAP_NET_RAW and libpcap 0.8 or newer.
 */
public final class PcapFramePorts implements FramePorts {
    private static final Logger log = LoggerFactory.getLogger(PcapFramePorts.class);

    // Of ICMPv6 (RFC 4443 §2.1) the neighbour solicitations and advertisements (RFC 4861 §4.3, §4.4). One behind
    // another
    // header does not come through: a fragmented one is to be ignored (RFC 6980 §5).
    private static final String FILTER = "arp or (ip6[6] == 58 and (ip6[40] == 135 or ip6[40] == 136))";
    // ARP has 42 octets, 60 with Ethernet's padding; neighbour discovery 86, and what options there may be.
    private static final int SNAPLEN = 256;
    private static final int BUFFER_BYTES = 256 * 1024;
    // What an old libpcap, which cannot be woken while it waits, adds to a close.
    private static final int READ_TIMEOUT_MILLIS = 100;
    private static final int PCAP_ERROR = -1; // pcap/pcap.h, as the next three
    private static final int PCAP_ERROR_NO_SUCH_DEVICE = -5;
    private static final int PCAP_ERROR_PERM_DENIED = -8;
    private static final int PCAP_ERROR_IFACE_NOT_UP = -9;
    private static final String LOOPBACK = "lo";
    // proc_pid_net(5): the interfaces of this thread's network namespace. The JDK lists only those with an address.
    private static final Path INTERFACES = Path.of("/proc/thread-self/net/dev");

    @Override
    public FramePort open(String interfaceName, FrameListener listener) throws FramePortException {
        PcapFramePort port = new PcapFramePort(interfaceName, activate(interfaceName), listener);
        port.start();
        return port;
    }

    /**
     * Does at start what would make the first announcement slow: loads libpcap and the classes of the way out, and
     * sends one frame to this machine itself, on its loopback.
     *
     * @throws FramePortException if no interface could be opened either, with the reason
     */
    public void warmUp() throws FramePortException {
        try (FramePort port = open(LOOPBACK, new Deaf())) {
            port.send(WarmUpFrame.bytes());
        } catch (FramePortException e) {
            if (e.reason() != Reason.LINK_DOWN) {
                throw e;
            }
            // All but the way of a frame is loaded by now, and no network works without its loopback for long.
            log.atDebug().setCause(e).addKeyValue("interface", LOOPBACK).log("no warm-up frame was sent");
        }
    }

    private static PcapHandle activate(String interfaceName) throws FramePortException {
        // libpcap looks at the name only after it has allocated what pcap4j then does not free.
        requireInterface(interfaceName);
        try {
            PcapHandle handle = new PcapHandle.Builder(interfaceName)
                    .snaplen(SNAPLEN)
                    .promiscuousMode(PromiscuousMode.NONPROMISCUOUS)
                    .immediateMode(true)
                    .timeoutMillis(READ_TIMEOUT_MILLIS)
                    .bufferSize(BUFFER_BYTES)
                    .direction(PcapDirection.IN)
                    .build();
            try {
                requireEthernet(interfaceName, handle);
                handle.setFilter(FILTER, BpfCompileMode.OPTIMIZE);
                return handle;
            } catch (PcapNativeException | NotOpenException | FramePortException e) {
                handle.close();
                throw e;
            }
        } catch (PcapNativeException e) {
            throw refused(interfaceName, e);
        } catch (NotOpenException e) {
            throw new FramePortException(Reason.FAILED, interfaceName, "closed while it was opened", e);
        } catch (LinkageError e) {
            throw new FramePortException(
                    Reason.LIBPCAP_MISSING,
                    interfaceName,
                    "libpcap cannot be loaded; install the package libpcap0.8 (libpcap on Fedora and its like)",
                    e);
        }
    }

    private static void requireInterface(String interfaceName) throws FramePortException {
        try (Stream<String> lines = Files.lines(INTERFACES)) {
            if (lines.noneMatch(line -> line.strip().startsWith(interfaceName + ":"))) {
                throw new FramePortException(Reason.NO_SUCH_INTERFACE, interfaceName, "no such interface", null);
            }
        } catch (FramePortException e) {
            throw e;
        } catch (IOException | UncheckedIOException e) {
            log.atDebug().setCause(e).addKeyValue("interface", interfaceName).log("left to libpcap to look up");
        }
    }

    private static void requireEthernet(String interfaceName, PcapHandle handle) throws FramePortException {
        if (!handle.getDlt().equals(DataLinkType.EN10MB)) {
            throw new FramePortException(
                    Reason.NOT_ETHERNET,
                    interfaceName,
                    "carries " + handle.getDlt().name() + ", not Ethernet",
                    null);
        }
    }

    private static FramePortException refused(String interfaceName, PcapNativeException e) {
        int code = e.getReturnCode() == null ? PCAP_ERROR : e.getReturnCode();
        return switch (code) {
            case PCAP_ERROR_PERM_DENIED ->
                failure(Reason.NO_CAPABILITY, interfaceName, "frames need CAP_NET_RAW, which this process lacks", e);
            case PCAP_ERROR_NO_SUCH_DEVICE -> failure(Reason.NO_SUCH_INTERFACE, interfaceName, "no such interface", e);
            case PCAP_ERROR_IFACE_NOT_UP -> failure(Reason.LINK_DOWN, interfaceName, "is down", e);
            default -> failure(Reason.FAILED, interfaceName, "could not be opened: " + e.getMessage(), e);
        };
    }

    private static FramePortException failure(Reason reason, String interfaceName, String detail, Exception cause) {
        return new FramePortException(reason, interfaceName, detail, cause);
    }

    /** Hears nothing: the warm-up's listener. */
    private record Deaf() implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    }
}
