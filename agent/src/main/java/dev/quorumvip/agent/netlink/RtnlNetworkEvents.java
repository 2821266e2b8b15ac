package dev.quorumvip.agent.netlink;

import com.sun.jna.Memory;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.address.NetworkEvents;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The multicast groups of rtnetlink(7) for addresses and links. When the kernel had to drop notifications (ENOBUFS),
 * and when one cannot be read, the listener gets a {@link NetworkEvent.Resync}. Needs no privilege.
 */
public final class RtnlNetworkEvents implements NetworkEvents {
    private static final Logger log = LoggerFactory.getLogger(RtnlNetworkEvents.class);

    private static final int GROUPS =
            Rtnetlink.RTMGRP_LINK | Rtnetlink.RTMGRP_IPV4_IFADDR | Rtnetlink.RTMGRP_IPV6_IFADDR;
    // The default of 208 KiB held about 300 events; a machine with many interfaces gives more at once.
    private static final int RECEIVE_BUFFER_BYTES = 1 << 20;
    private static final String WHAT = "receive network events";
    private static final int PAUSE_AFTER_FAILURE_MILLIS = 100;
    private static final long LONGEST_CLOSE_MILLIS = 1000;

    private final int receiveBufferBytes;
    private final AtomicBoolean started = new AtomicBoolean();
    private final WakeUp closing = new WakeUp();
    private @Nullable Thread thread;

    public RtnlNetworkEvents() {
        this(RECEIVE_BUFFER_BYTES);
    }

    RtnlNetworkEvents(int receiveBufferBytes) {
        this.receiveBufferBytes = receiveBufferBytes;
    }

    /** Subscribes in the calling thread's network namespace. */
    @Override
    public synchronized void start(Consumer<? super NetworkEvent> listener) throws NetlinkException {
        if (!started.compareAndSet(false, true)) {
            throw new IllegalStateException("network events were started before");
        }
        NetlinkSocket socket = NetlinkSocket.forNotifications(GROUPS, receiveBufferBytes);
        try {
            closing.open();
        } catch (NetlinkException e) {
            socket.close();
            throw e;
        }
        thread = Thread.ofPlatform().daemon().name("network-events").start(() -> run(socket, listener));
    }

    @Override
    public void close() {
        closing.wake();
        Thread running = running();
        if (running == null || running == Thread.currentThread()) {
            return;
        }
        try {
            running.join(LONGEST_CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Thread running() {
        return thread;
    }

    private void run(NetlinkSocket socket, Consumer<? super NetworkEvent> listener) {
        try (closing;
                socket;
                Memory pollFds = closing.pollFds(socket.fd())) {
            while (closing.awaitReadable(pollFds)) {
                deliver(socket, listener);
            }
        }
    }

    private void deliver(NetlinkSocket socket, Consumer<? super NetworkEvent> listener) {
        try {
            deliverNext(socket, listener);
        } catch (NetlinkException e) {
            switch (e.errno()) {
                case Errno.EAGAIN -> {}
                case Errno.ENOBUFS -> {
                    deliverWhatIsLeft(socket, listener);
                    resyncAfter(e, e.errno(), listener);
                }
                default -> {
                    resyncAfter(e, e.errno(), listener);
                    pauseAfterFailure();
                }
            }
        } catch (PacketFormatException e) {
            resyncAfter(e, Errno.EBADMSG, listener);
            pauseAfterFailure();
        }
    }

    private void deliverNext(NetlinkSocket socket, Consumer<? super NetworkEvent> listener)
            throws NetlinkException, PacketFormatException {
        for (NetlinkMessage message : NetlinkMessage.parseAll(socket.receiveNow(WHAT))) {
            Optional<NetworkEvent> event = event(message);
            if (event.isPresent() && !closing.isAwake()) {
                tell(listener, event.get());
            }
        }
    }

    /**
     * Empties the queue of a socket that overran. Until it is empty the kernel goes on dropping and does not say so
     * again (NETLINK_S_CONGESTED of net/netlink/af_netlink.c), so that a listener who lists before then may miss what
     * happened just after; and as nothing is added meanwhile, this ends.
     */
    private void deliverWhatIsLeft(NetlinkSocket socket, Consumer<? super NetworkEvent> listener) {
        while (!closing.isAwake()) {
            try {
                deliverNext(socket, listener);
            } catch (NetlinkException e) {
                if (e.errno() != Errno.ENOBUFS) {
                    return;
                }
                tell(listener, new NetworkEvent.Resync());
            } catch (PacketFormatException e) {
                log.atDebug().setCause(e).log("a notification that cannot be read, before a list of all");
            }
        }
    }

    private void resyncAfter(Exception failure, int errno, Consumer<? super NetworkEvent> listener) {
        log.atWarn()
                .setCause(failure)
                .addKeyValue("reason", failure.getMessage())
                .addKeyValue("errno", errno)
                .log("network events were lost, addresses and links will be listed again");
        tell(listener, new NetworkEvent.Resync());
    }

    /** If it goes on like this, the listener lists ten times a second instead of being told: slow, but not blind. */
    private void pauseAfterFailure() {
        closing.await(PAUSE_AFTER_FAILURE_MILLIS);
    }

    private static void tell(Consumer<? super NetworkEvent> listener, NetworkEvent event) {
        try {
            listener.accept(event);
        } catch (RuntimeException e) {
            log.atError().setCause(e).addKeyValue("event", event).log("the listener failed on a network event");
        }
    }

    /** What a notification says, empty if it is none of ours. */
    static Optional<NetworkEvent> event(NetlinkMessage message) throws PacketFormatException {
        return switch (message.type()) {
            case Rtnetlink.RTM_NEWADDR ->
                Optional.of(new NetworkEvent.AddressAdded(
                        AddressMessage.parse(message.payload()).toBoundAddress()));
            case Rtnetlink.RTM_DELADDR -> {
                AddressMessage gone = AddressMessage.parse(message.payload());
                yield Optional.of(
                        new NetworkEvent.AddressRemoved(gone.interfaceIndex(), gone.ip(), gone.prefixLength()));
            }
            case Rtnetlink.RTM_NEWLINK -> {
                LinkMessage link = LinkMessage.parse(message.payload());
                yield link.isOfLink() ? Optional.of(new NetworkEvent.LinkChanged(link.toLink())) : Optional.empty();
            }
            case Rtnetlink.RTM_DELLINK -> {
                LinkMessage link = LinkMessage.parse(message.payload());
                yield link.isOfLink()
                        ? Optional.of(new NetworkEvent.LinkRemoved(link.index(), link.name()))
                        : Optional.empty();
            }
            default -> Optional.empty();
        };
    }
}
