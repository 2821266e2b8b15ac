package dev.quorumvip.agent.state;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

/** What became of a command. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Outcome.Accepted.class, name = "accepted"),
    @JsonSubTypes.Type(value = Outcome.Refused.class, name = "refused")
})
public sealed interface Outcome {
    /** It holds now; also when it held before. */
    record Accepted() implements Outcome {}

    /** It changed nothing. */
    record Refused(RefusalCause cause) implements Outcome {}

    default boolean accepted() {
        return this instanceof Accepted;
    }
}
