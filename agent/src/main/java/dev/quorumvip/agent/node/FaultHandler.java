package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the agent ends because it cannot go on: takes every address off that is ours, then ends the
 * process. The first fault counts; those that follow from it are not told, and their threads do not go on: one that
 * could not take an address off would tell the leader next that it has.
 */
public final class FaultHandler {
    /** The exit status of an agent that could not go on. */
    public static final int EXIT_STATUS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    /** Longer than the first takes, whose calls to the kernel are bounded: some thread must end the process. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final AddressTable addresses;
    private final IntConsumer exit;
    private final AtomicBoolean faulted = new AtomicBoolean();
    private final CountDownLatch ended = new CountDownLatch(1);

    /** @param exit ends the process at once, running nothing else */
    public FaultHandler(AddressTable addresses, IntConsumer exit) {
        this.addresses = addresses;
        this.exit = exit;
    }

    /** From any thread. Does not return, unless {@code exit} does. */
    public void fault(String what, Throwable cause) {
        if (!faulted.compareAndSet(false, true)) {
            awaitEnd();
            return;
        }
        try {
            addresses.listOurs().forEach(ours -> takeOff(ours, cause));
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
        LOG.atError().addKeyValue("reason", cause.getMessage()).setCause(cause).log(what);
        try {
            exit.accept(EXIT_STATUS);
        } finally {
            ended.countDown();
        }
    }

    private void awaitEnd() {
        try {
            if (!ended.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                exit.accept(EXIT_STATUS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            exit.accept(EXIT_STATUS);
        }
    }

    /** One that cannot be taken off must not keep the others on; its lifetime ends it. */
    private void takeOff(BoundAddress ours, Throwable cause) {
        try {
            addresses.unbind(ours.interfaceIndex(), ours.ip(), ours.prefixLength());
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
    }
}
