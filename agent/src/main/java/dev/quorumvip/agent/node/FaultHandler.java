package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.AddressTable;
import dev.quorumvip.agent.address.BoundAddress;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.IntConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place where the agent ends because it cannot go on: takes every address off that is ours, then ends the
 * process. The first fault counts; those that follow from it are not told.
 */
public final class FaultHandler {
    /** The exit status of an agent that could not go on. */
    public static final int EXIT_STATUS = 1;

    private static final Logger LOG = LoggerFactory.getLogger(FaultHandler.class);

    private final AddressTable addresses;
    private final IntConsumer exit;
    private final AtomicBoolean faulted = new AtomicBoolean();

    /** @param exit ends the process at once, running nothing else */
    public FaultHandler(AddressTable addresses, IntConsumer exit) {
        this.addresses = addresses;
        this.exit = exit;
    }

    /** From any thread. */
    public void fault(String what, Throwable cause) {
        if (!faulted.compareAndSet(false, true)) {
            return;
        }
        try {
            addresses.listOurs().forEach(ours -> takeOff(ours, cause));
        } catch (IOException | RuntimeException e) {
            cause.addSuppressed(e);
        }
        LOG.atError().addKeyValue("reason", cause.getMessage()).setCause(cause).log(what);
        exit.accept(EXIT_STATUS);
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
