package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.api.ProblemReason;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The parameters that say on whose behalf a virtual IP is changed: {@code takeOver} and {@code owner}. */
final class VipClaims {
    private static final String TAKE_OVER = "takeOver";
    private static final String OWNER = "owner";

    private VipClaims() {}

    /** Whether a {@code PUT} replaces what somebody else owns. */
    static boolean takesOver(@Nullable String query) throws InvalidRequestException {
        return takesOver(QueryFields.read(query, Set.of(TAKE_OVER)));
    }

    /** On whose behalf a {@code DELETE} is. */
    static DeleteClaim ofDelete(@Nullable String query) throws InvalidRequestException {
        QueryFields fields = QueryFields.read(query, Set.of(TAKE_OVER, OWNER));
        boolean takeOver = takesOver(fields);
        Optional<String> owner = fields.find(OWNER);
        Optional<String> problem = owner.flatMap(Owner::problemOf);
        if (problem.isPresent()) {
            throw new InvalidRequestException(OWNER, ProblemReason.INVALID_VALUE, problem.get());
        }
        if (takeOver && owner.isPresent()) {
            throw new InvalidRequestException(
                    OWNER, ProblemReason.INVALID_VALUE, "give 'owner', or 'takeOver' for whoever owns it, not both");
        }
        return takeOver
                ? new DeleteClaim.Anybodys()
                : owner.<DeleteClaim>map(DeleteClaim.OwnedBy::new).orElseGet(DeleteClaim.Unowned::new);
    }

    private static boolean takesOver(QueryFields fields) throws InvalidRequestException {
        return switch (fields.find(TAKE_OVER).orElse("false")) {
            case "true" -> true;
            case "false" -> false;
            default ->
                throw new InvalidRequestException(
                        TAKE_OVER, ProblemReason.NOT_A_BOOLEAN, "'" + TAKE_OVER + "' must be true or false");
        };
    }
}
