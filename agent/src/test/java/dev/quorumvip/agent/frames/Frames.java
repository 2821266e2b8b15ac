package dev.quorumvip.agent.frames;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.packet.PacketFormatException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;

/** Collects the frames of a port, and waits for the one that a test expects. */
final class Frames implements FrameListener {
    private static final long PATIENCE_SECONDS = 5;

    private final LinkedBlockingQueue<Received<NeighbourPacket>> arrived = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<FramePortException> failures = new LinkedBlockingQueue<>();
    private final LinkedBlockingQueue<PacketFormatException> unreadable = new LinkedBlockingQueue<>();
    private final AtomicBoolean throwOnNext = new AtomicBoolean();

    record Received<P extends NeighbourPacket>(P packet, Instant receivedAt) {}

    @Override
    public void onFrame(byte[] frame, Instant receivedAt) {
        if (throwOnNext.getAndSet(false)) {
            throw new IllegalStateException("the listener of a test");
        }
        try {
            arrived.add(new Received<>(NeighbourPacket.parse(frame), receivedAt));
        } catch (PacketFormatException e) {
            unreadable.add(e);
        }
    }

    @Override
    public void onFailure(FramePortException failure) {
        failures.add(failure);
    }

    void throwOnNext() {
        throwOnNext.set(true);
    }

    /** The next ARP frame that fulfils the condition; others before it are passed over. */
    Received<ArpPacket> await(Predicate<ArpPacket> condition) throws InterruptedException {
        return await(ArpPacket.class, condition);
    }

    /** The next frame of that kind that fulfils the condition; others before it are passed over. */
    <P extends NeighbourPacket> Received<P> await(Class<P> kind, Predicate<P> condition) throws InterruptedException {
        while (true) {
            Received<NeighbourPacket> received = arrived.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            if (received == null) {
                return fail("no such frame for %d s", PATIENCE_SECONDS);
            }
            if (kind.isInstance(received.packet()) && condition.test(kind.cast(received.packet()))) {
                return new Received<>(kind.cast(received.packet()), received.receivedAt());
            }
        }
    }

    FramePortException awaitFailure() throws InterruptedException {
        FramePortException failure = failures.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
        assertThat(failure).isNotNull();
        return failure;
    }

    /** What the port let through that asks or tells of no address, in the order of arrival. */
    Collection<PacketFormatException> unreadable() {
        return List.copyOf(unreadable);
    }

    Collection<FramePortException> failures() {
        return List.copyOf(failures);
    }
}
