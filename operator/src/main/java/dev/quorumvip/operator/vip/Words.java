package dev.quorumvip.operator.vip;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The agents' words in Kubernetes' spelling. */
final class Words {
    private Words() {}

    /** {@code OTHER_TIMING} as {@code OtherTiming}. */
    static String camelCase(String word) {
        return Arrays.stream(word.split("_"))
                .filter(part -> !part.isEmpty())
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }
}
