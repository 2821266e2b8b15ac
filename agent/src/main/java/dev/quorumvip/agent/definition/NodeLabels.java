package dev.quorumvip.agent.definition;

import java.util.Optional;
import java.util.regex.Pattern;

/** Labels of nodes, in Kubernetes' syntax, so that those of its nodes can be used as they are. */
public final class NodeLabels {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,61}[A-Za-z0-9])?");
    private static final Pattern PREFIX =
            Pattern.compile("(?=.{1,253}/)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*/.*");

    private NodeLabels() {}

    /** What is wrong with a label, if anything. */
    public static Optional<String> problemOf(String key, String value) {
        int slash = key.indexOf('/');
        String name = key.substring(slash + 1);
        if (!NAME.matcher(name).matches() || (slash >= 0 && !PREFIX.matcher(key).matches())) {
            return Optional.of("'" + ObjectFields.shown(key)
                    + "' is no label's key: 1 to 63 letters, digits, '-', '_' and '.', begun and ended by a letter or"
                    + " digit, with or without a DNS name and '/' before it");
        }
        if (!value.isEmpty() && !NAME.matcher(value).matches()) {
            return Optional.of("'" + ObjectFields.shown(value)
                    + "' is no label's value: up to 63 letters, digits, '-', '_' and '.', begun and ended by a letter"
                    + " or digit");
        }
        return Optional.empty();
    }
}
