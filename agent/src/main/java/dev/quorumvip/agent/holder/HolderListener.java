package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.protocol.Message.AssignedVip;
import dev.quorumvip.agent.state.TransitionReason;
import java.io.IOException;
import java.util.Collection;

/** Hears what {@link AddressKeeper} did. */
public interface HolderListener {
    /** What is bound has changed; the whole of it, to be recorded for the next life. */
    void boundChanged(Collection<Held> held);

    /** This address is on its interface now; before it is announced. */
    default void bound(AssignedVip vip) {}

    /** The first announcement of an address that was bound just before has left. */
    default void announced(AssignedVip vip) {}

    /** The kernel did not put an address on, or did not prolong it; what comes of that is told besides. */
    default void refusedByKernel(IOException why) {}

    /** What is held without a lease has changed, because no majority of the voters answers; the whole of it. */
    default void keptChanged(Collection<Held> kept) {}

    /** This node cannot hold what it was assigned, has it on no interface, and should give the grant back. */
    void cannotHold(AssignedVip vip, TransitionReason reason);

    /**
     * An address could not be taken off: nothing that this process can do keeps it from being on two nodes but ending
     * its lifetime.
     */
    void unbindFailed(Held held, Exception cause);

    /**
     * The kernel's fence can be neither kept up nor made anew: the voters' promises are too short for an agent without
     * it.
     */
    void fenceFailed(Exception cause);
}
