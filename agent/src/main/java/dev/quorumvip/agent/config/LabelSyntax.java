package dev.quorumvip.agent.config;

import dev.quorumvip.agent.definition.NodeLabels;
import java.util.SortedMap;
import java.util.TreeMap;

/** Labels as {@code KEY=VALUE}. */
final class LabelSyntax {
    private LabelSyntax() {}

    private record Label(String key, String value) {
        @Override
        public String toString() {
            return key + "=" + value;
        }
    }

    /** This node's labels; what is wrong with them is reported. */
    static SortedMap<String, String> read(SettingReader reader) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (Label label : reader.list(ConfigKey.LABELS, LabelSyntax::parse)) {
            if (labels.put(label.key, label.value) != null) {
                reader.problem(ConfigKey.LABELS, "gives " + label.key + " two values");
            }
        }
        return labels;
    }

    /** A label's key. */
    static String key(String text) {
        NodeLabels.problemOf(text, "").ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return text;
    }

    private static Label parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1) {
            throw new IllegalArgumentException("'" + text + "' is not KEY=VALUE");
        }
        Label label = new Label(text.substring(0, equals), text.substring(equals + 1));
        NodeLabels.problemOf(label.key, label.value).ifPresent(problem -> {
            throw new IllegalArgumentException(problem);
        });
        return label;
    }
}
