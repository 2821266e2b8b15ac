package dev.quorumvip.operator.members;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;

/** What is to be done to a member. */
public sealed interface MemberStep {
    /** The member's name. */
    String member();

    /** To give it its node's labels. */
    record Label(String member, Map<String, String> labels) implements MemberStep {
        public Label {
            labels = Collections.unmodifiableMap(new TreeMap<>(labels));
        }
    }

    /** To have it hand over its VIPs. */
    record Drain(String member, String why) implements MemberStep {}

    /** To have it be given VIPs again. */
    record Undrain(String member) implements MemberStep {}

    /** To remove it for good. */
    record Remove(String member, String why) implements MemberStep {}
}
