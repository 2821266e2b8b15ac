package dev.quorumvip.agent.definition;

import dev.quorumvip.api.ProblemReason;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a VIP may be called. */
public final class VipName {
    /** RFC 1123 §2.1, in lower case only: a name is also a Kubernetes object's and a metric's label. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    private VipName() {}

    /**
     * What is wrong with a name, if anything.
     *
     * @param field what it is called where it was given
     */
    public static Optional<FieldProblem> problemOf(String field, String name) {
        return DNS_LABEL.matcher(name).matches()
                ? Optional.empty()
                : Optional.of(new FieldProblem(
                        field,
                        ProblemReason.INVALID_NAME,
                        "the name must be 1 to 63 of a-z, 0-9 and '-', and begin and end with a letter or digit"));
    }
}
