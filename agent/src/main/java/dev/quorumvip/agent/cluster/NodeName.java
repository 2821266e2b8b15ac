package dev.quorumvip.agent.cluster;

import java.util.regex.Pattern;

/**
 * What names of nodes look like: DNS subdomains of RFC 1123 in lower case, as Kubernetes names its nodes, such as {@code
 * node-1} or {@code ip-10-0-0-1.eu.internal}.
 */
public final class NodeName {
    /** As Kubernetes has it; a length in a datagram is one byte. */
    public static final int LONGEST = 253;

    /** For people who gave another. */
    public static final String RULE = "labels of 1 to 63 lower-case letters, digits and hyphens, no hyphen at a label's"
            + " ends, joined by dots, 253 characters at most";

    private static final String LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";
    private static final Pattern SUBDOMAIN = Pattern.compile(LABEL + "(\\." + LABEL + ")*");

    private NodeName() {}

    /** Whether a node can be named so. */
    public static boolean isOne(String text) {
        return text.length() <= LONGEST && SUBDOMAIN.matcher(text).matches();
    }
}
