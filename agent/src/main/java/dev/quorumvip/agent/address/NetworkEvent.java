package dev.quorumvip.agent.address;

import java.net.InetAddress;

/** What happened to the addresses and links of this machine, whoever caused it, this process included. */
public sealed interface NetworkEvent {

    /** An address went from an interface: by hand, because its lifetime ran out, or together with its interface. */
    record AddressRemoved(int interfaceIndex, InetAddress ip, int prefixLength) implements NetworkEvent {}

    /** An address came to an interface, or was changed: each extension of a lifetime is told too. */
    record AddressAdded(BoundAddress address) implements NetworkEvent {}

    /**
     * An interface came, or something about it may have changed; {@code link} is how it is now. A renamed interface is
     * the same index with another name.
     */
    record LinkChanged(Link link) implements NetworkEvent {}

    /** An interface is gone from this network namespace. */
    record LinkRemoved(int index, String name) implements NetworkEvent {}

    /** Events were lost. What is known from earlier ones may be false: list addresses and links again. */
    record Resync() implements NetworkEvent {}
}
