package dev.quorumvip.operator.vip;

import static dev.quorumvip.crd.ConditionType.ACCEPTED;
import static dev.quorumvip.crd.ConditionType.ADDRESS_CONFLICT;
import static dev.quorumvip.crd.ConditionType.HOLDER_HEALTHY;
import static dev.quorumvip.crd.ConditionType.PROGRAMMED;
import static dev.quorumvip.crd.ConditionType.QUORUM_AVAILABLE;
import static dev.quorumvip.crd.ConditionType.READY;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Conditions after Kubernetes' conventions: the time of a condition is that of its last change of status. */
final class Conditions {
    static final String TRUE = "True";
    static final String FALSE = "False";
    static final String UNKNOWN = "Unknown";

    /** Every type, in the order they are shown in. */
    static final List<String> TYPES =
            List.of(ACCEPTED, PROGRAMMED, READY, QUORUM_AVAILABLE, HOLDER_HEALTHY, ADDRESS_CONFLICT);

    /**
     * What is said of one type.
     *
     * @param status True, False or Unknown
     * @param reason one word in CamelCase
     * @param message a sentence for people, or nothing
     */
    record Word(String status, String reason, String message) {
        static Word yes(String reason, String message) {
            return new Word(TRUE, reason, message);
        }

        static Word no(String reason, String message) {
            return new Word(FALSE, reason, message);
        }

        static Word unknown(String reason, String message) {
            return new Word(UNKNOWN, reason, message);
        }
    }

    private Conditions() {}

    /** The conditions that say {@code words}, each since it was first so in a row. */
    static List<Condition> of(Map<String, Word> words, List<Condition> before, long generation, Instant now) {
        Map<String, Condition> known =
                before.stream().collect(Collectors.toMap(Condition::getType, Function.identity(), (a, b) -> a));
        List<Condition> conditions = new ArrayList<>();
        for (String type : TYPES) {
            Word word = words.getOrDefault(type, Word.unknown("Pending", ""));
            String since = Optional.ofNullable(known.get(type))
                    .filter(condition -> word.status().equals(condition.getStatus()))
                    .map(Condition::getLastTransitionTime)
                    .orElse(now.truncatedTo(ChronoUnit.SECONDS).toString());
            conditions.add(new ConditionBuilder()
                    .withType(type)
                    .withStatus(word.status())
                    .withReason(word.reason())
                    .withMessage(word.message())
                    .withObservedGeneration(generation)
                    .withLastTransitionTime(since)
                    .build());
        }
        return conditions;
    }

    /** The condition of that type. */
    static Optional<Condition> find(List<Condition> conditions, String type) {
        return conditions.stream().filter(c -> type.equals(c.getType())).findFirst();
    }
}
