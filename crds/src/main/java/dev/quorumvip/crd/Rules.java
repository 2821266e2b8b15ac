package dev.quorumvip.crd;

/**
 * Rules that several fields have, in the Common Expression Language, for an API server from 1.31 on. They are the agents'
 * rules as far as that language goes; the agents have the last word.
 */
final class Rules {
    /** A duration's pattern. Its digits are bounded so that {@code duration()} can hold what matches. */
    static final String DURATION = "'^([0-9]{1,9}ms|[0-9]{1,6}([.][0-9]{1,3})?[smh])$'";

    /** A duration within bounds: the least, {@link #TO}, the most, {@link #END}. */
    static final String FROM = "self.matches(" + DURATION + ") && duration(self) >= duration('";

    static final String TO = "') && duration(self) <= duration('";
    static final String END = "')";

    private static final String LABEL = "[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?";

    /** What looks like an IPv4 address is none, so that a mistyped one is not taken for a name. */
    static final String HOST_NAME = "!self.matches('^[0-9.]+$') && self.matches('^" + LABEL + "([.]" + LABEL + ")*$')";

    /** A host name, or the IP address of one machine. */
    static final String HOST = "isIP(self)"
            + " ? !ip(self).isUnspecified() && !['224.0.0.0/4', 'ff00::/8'].exists(r, cidr(r).containsIP(self))"
            + " : " + HOST_NAME;

    private Rules() {}
}
