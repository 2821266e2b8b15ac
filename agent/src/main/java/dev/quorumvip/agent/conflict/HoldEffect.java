package dev.quorumvip.agent.conflict;

import java.net.InetAddress;

/** What a {@link HoldWatch} wants done, in the order given. */
public sealed interface HoldEffect {
    /** A burst, now: a member that held the address before has told the neighbours what is no longer so. */
    record AnnounceAnew(InetAddress address) implements HoldEffect {}

    /** One announcement, now: the defence that RFC 5227 §2.4 (c) allows against a stranger. */
    record Defend(InetAddress address) implements HoldEffect {}

    /** Tell people: there is a conflict that there was not before. */
    record ConflictBegan(AddressConflict conflict) implements HoldEffect {}

    /** Tell people again: it goes on. Once each {@link HoldWatch#DEFEND_INTERVAL} at most. */
    record ConflictGoesOn(AddressConflict conflict) implements HoldEffect {}

    /** Tell people: nothing was heard of it for {@link HoldWatch#OVER_AFTER}, or this node holds the address no more. */
    record ConflictOver(AddressConflict conflict) implements HoldEffect {}
}
