package dev.quorumvip.client;

import dev.quorumvip.api.Problem;
import dev.quorumvip.api.ProblemReason;
import java.util.Optional;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/**
 * An agent refused, or gave no answer that makes sense. The message is for people; the rest is for programs.
 *
 * <p>What an agent refused may have to be asked otherwise; without an answer ({@link #unreachable}) nobody knows whether
 * a change has happened.
 */
public final class AgentCallException extends Exception {
    private static final long serialVersionUID = 1L;

    /** What became of the call. */
    public enum Kind {
        /** An agent said no: {@link #problem} has its words. */
        REFUSED,
        /** No whole answer came: no connection, a broken one, or the time was up. */
        UNREACHABLE,
        /** A stream of events that had begun says nothing any more. */
        SILENT,
        /** Something answered that is no agent, or one of another version. */
        NOT_AN_AGENT,
        /** The calling thread was interrupted; it still is. */
        INTERRUPTED
    }

    private final Kind kind;
    private final int status;
    private final boolean lasting;
    private final transient @Nullable Problem problem;

    private AgentCallException(Kind kind, String message, int status, boolean lasting, @Nullable Problem problem) {
        super(message);
        this.kind = kind;
        this.status = status;
        this.lasting = lasting;
        this.problem = problem;
    }

    static AgentCallException refused(String message, int status, Problem problem) {
        return new AgentCallException(Kind.REFUSED, message, status, isClientsFault(status), problem);
    }

    static AgentCallException unreachable(String message) {
        return new AgentCallException(Kind.UNREACHABLE, message, 0, false, null);
    }

    static AgentCallException silent(String message) {
        return new AgentCallException(Kind.SILENT, message, 0, false, null);
    }

    static AgentCallException foreign(String message, int status) {
        return new AgentCallException(Kind.NOT_AN_AGENT, message, status, isClientsFault(status), null);
    }

    static AgentCallException unreadable(String message) {
        return new AgentCallException(Kind.NOT_AN_AGENT, message, 0, true, null);
    }

    static AgentCallException interrupted() {
        return new AgentCallException(Kind.INTERRUPTED, "interrupted", 0, false, null);
    }

    /** RFC 9110 §15.5: the client's fault; it will be the same fault the next time. */
    private static boolean isClientsFault(int status) {
        return status / 100 == 4;
    }

    /** What became of the call. */
    public Kind kind() {
        return kind;
    }

    /** The HTTP status of what was no success; empty when there was no answer, or one that could not be read. */
    public OptionalInt status() {
        return status == 0 ? OptionalInt.empty() : OptionalInt.of(status);
    }

    /** The agent's refusal as it sent it; empty when it was no agent's refusal. */
    public Optional<Problem> problem() {
        return Optional.ofNullable(problem);
    }

    /** Why the agent refused; empty when it was no agent's refusal. */
    public Optional<ProblemReason> reason() {
        return problem().map(Problem::reason);
    }

    /** The part of the request that was wrong; empty when no single one was. */
    public Optional<String> field() {
        return problem().map(Problem::field);
    }

    /** Whether no whole answer came. A change may have happened none the less. */
    public boolean unreachable() {
        return kind == Kind.UNREACHABLE || kind == Kind.SILENT;
    }

    /** Whether asking again is no use: the same request would be refused again, and by any agent. */
    public boolean lasting() {
        return lasting;
    }
}
