package dev.quorumvip.agent.elect.election;

import dev.quorumvip.agent.elect.consul.ConsulException;

/** What an election wants done, in this order. Questions are answered by an event each, whenever that is. */
public sealed interface ElectionAction {
    /** Make sure of the checks, and make a session. */
    record Open() implements ElectionAction {}

    /** Renew the session. */
    record Renew(String session) implements ElectionAction {}

    /** Wait for the key to be another than at {@code index}; ends any earlier wait. */
    record Watch(String session, long index) implements ElectionAction {}

    /** Take the lock and write the value. */
    record Acquire(String session) implements ElectionAction {}

    /** Read the key, quickly. */
    record Prove(String session) implements ElectionAction {}

    /** This node leads, until the deadline. */
    record Lead(String session, long provenAt, long deadline) implements ElectionAction {}

    /** It goes on leading, until a later deadline. */
    record Extend(long provenAt, long deadline) implements ElectionAction {}

    /** It leads no more: before anything after this is done. */
    record Resign(String why) implements ElectionAction {}

    /** Give the lock back if this session has it, and keep the session. */
    record GiveBack(String session) implements ElectionAction {}

    /** Give the lock back if this session has it, and end the session; nothing comes after this. */
    record HandBack(String session) implements ElectionAction {}

    /** There is nothing to hand back; nothing comes after this. */
    record End() implements ElectionAction {}

    /** Say that no session could be made, and when it is tried again. */
    record TellNotOpened(ConsulException why, long retryNanos) implements ElectionAction {}

    /** Say that Consul gave no answer, or a refusal. Once, until it answers again. */
    record TellTrouble(String what, ConsulException why) implements ElectionAction {}

    /** Say that the key is not a lock, and cannot be one as long as it is there. */
    record TellConflict(long flags) implements ElectionAction {}

    /** Say who has the lock, or that nobody does; when that changes. */
    record TellHolder(String holder) implements ElectionAction {}

    /** Call {@link ElectionMachine#step} with a tick at that clock reading at the latest. */
    record WakeAt(long nanos) implements ElectionAction {}
}
