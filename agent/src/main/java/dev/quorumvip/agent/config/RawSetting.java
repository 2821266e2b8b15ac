package dev.quorumvip.agent.config;

import java.util.Arrays;
import java.util.List;

/**
 * One value as it was given, not looked at yet.
 *
 * @param values one text, or the entries of a YAML list
 * @param isList whether it was a YAML list
 * @param source where it was given
 */
record RawSetting(List<String> values, boolean isList, ConfigSource source) {

    RawSetting {
        values = List.copyOf(values);
    }

    static RawSetting of(String text, ConfigSource source) {
        return new RawSetting(List.of(text), false, source);
    }

    /** The entries of a list setting: those of the YAML list, or the parts between commas. */
    List<String> entries() {
        return isList
                ? values.stream().map(String::strip).toList()
                : Arrays.stream(values.getFirst().split(",", -1))
                        .map(String::strip)
                        .toList();
    }
}
