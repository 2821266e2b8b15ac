package dev.quorumvip.agent.elect.election;

import dev.quorumvip.agent.elect.consul.ConsulException;
import dev.quorumvip.agent.elect.consul.KeyState;

/** What an election hears. Those of a session that is not the current one any more count for nothing. */
public sealed interface ElectionEvent {
    /** The time that was asked for has come, or any other time. */
    record Tick() implements ElectionEvent {}

    /** A session was made. */
    record Opened(String session, long sentAt) implements ElectionEvent {}

    /** None could be made. */
    record NotOpened(ConsulException why) implements ElectionEvent {}

    /** The session lived at {@code sentAt} or later. */
    record Renewed(String session, long sentAt) implements ElectionEvent {}

    /** Nothing is known of it. */
    record NotRenewed(String session, ConsulException why) implements ElectionEvent {}

    /** Consul knows no such session any more. */
    record SessionGone(String session) implements ElectionEvent {}

    /** The key, as it was at {@code sentAt} or later. */
    record Seen(String session, long sentAt, KeyState key) implements ElectionEvent {}

    /** The key could not be watched. */
    record NotSeen(String session, ConsulException why) implements ElectionEvent {}

    /** The same as {@link Seen}, by a leader's question for a proof. */
    record Proven(String session, long sentAt, KeyState key) implements ElectionEvent {}

    /** There was no proof. */
    record NotProven(String session, ConsulException why) implements ElectionEvent {}

    /** The lock was taken, by what was asked for at {@code sentAt}; or it was not to be had. */
    record Answered(String session, long sentAt, boolean taken) implements ElectionEvent {}

    /** Whether the lock was taken is not known. */
    record NotAnswered(String session, ConsulException why) implements ElectionEvent {}

    /** Another agent answers now than before: who waits at the former one waits in vain. */
    record AgentChanged() implements ElectionEvent {}

    /** Whether this node could hold the VIP. */
    record Able(boolean able, String why) implements ElectionEvent {}

    /** The process is to end. */
    record Stop() implements ElectionEvent {}
}
