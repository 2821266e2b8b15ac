package dev.quorumvip.agent.definition;

import java.util.regex.Pattern;

/** What may be the name of an interface, or a pattern for names. */
final class InterfaceName {
    /**
     * dev_valid_name() in net/core/dev.c: at most IFNAMSIZ - 1 bytes, without slash, colon or blanks; here also
     * printable ASCII.
     */
    private static final Pattern PRINTABLE = Pattern.compile("[!-~&&[^/:]]{1,15}");

    private InterfaceName() {}

    static boolean isOne(String text) {
        return PRINTABLE.matcher(text).matches() && !text.equals(".") && !text.equals("..") && !hasWildcard(text);
    }

    static boolean isPattern(String text) {
        return PRINTABLE.matcher(text).matches() && hasWildcard(text);
    }

    private static boolean hasWildcard(String text) {
        return text.indexOf('*') >= 0 || text.indexOf('?') >= 0;
    }
}
