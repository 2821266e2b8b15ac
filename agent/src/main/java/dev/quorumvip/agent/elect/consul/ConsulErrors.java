package dev.quorumvip.agent.elect.consul;

import java.net.URI;
import java.util.List;

/** What the answers of an agent mean that are not the ones asked for. Consul tells in words, with few statuses. */
final class ConsulErrors {
    private static final int LONGEST = 300;

    /** Of {@code agent/structs/errors.go} and the RPC layer between agents and servers. */
    private static final List<String> LEADERLESS = List.of(
            "No cluster leader",
            "No known Consul servers",
            "leadership lost",
            "leadership transfer",
            "node is not the leader",
            "Raft leader not found",
            "rpc error getting client",
            "failed to get conn",
            "connection refused",
            "i/o timeout",
            "deadline exceeded",
            "no route to host",
            "EOF",
            "stream closed",
            "connection reset");

    private ConsulErrors() {}

    /** Whether the agent lacks a server to ask, or the servers a leader. */
    static boolean leaderless(ConsulPort.Reply reply) {
        boolean failed = reply.status() >= 500;
        return failed && (reply.status() != 500 || LEADERLESS.stream().anyMatch(reply.body()::contains));
    }

    /**
     * An answer with another status than 200.
     *
     * @param what was asked for, as in "create a session"
     * @param right that a token must have for it
     */
    static ConsulException of(ConsulPort.Reply reply, URI endpoint, String what, String right) {
        String said = line(reply);
        if (reply.status() == 403 || reply.body().contains("Permission denied")) {
            boolean unknown = reply.body().contains("ACL not found");
            return unknown
                    ? new ConsulException(
                            ConsulTrouble.TOKEN_UNKNOWN,
                            "the ACL token is not known to Consul: it has expired, was deleted or is mistyped (" + said
                                    + ")")
                    : new ConsulException(
                            ConsulTrouble.DENIED,
                            "the ACL token may not " + what + ": it needs " + right + " (" + said + ")");
        }
        if (reply.body().contains("is in critical state")) {
            return new ConsulException(ConsulTrouble.CHECK_CRITICAL, said);
        }
        if (reply.body().contains("Missing check")) {
            return new ConsulException(ConsulTrouble.CHECK_MISSING, said);
        }
        return new ConsulException(
                ConsulTrouble.REFUSED, endpoint + " would not " + what + ": HTTP " + reply.status() + ", " + said);
    }

    static String line(ConsulPort.Reply reply) {
        String line = reply.body().replaceAll("\\s+", " ").strip();
        return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    }
}
