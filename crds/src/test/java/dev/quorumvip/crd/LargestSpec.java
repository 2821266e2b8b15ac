package dev.quorumvip.crd;

import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A spec with as much of everything as the definition lets there be. */
final class LargestSpec {
    private static final String DOMAIN =
            "." + "a".repeat(63) + "." + "b".repeat(63) + "." + "c".repeat(63) + "." + "d".repeat(57);

    private LargestSpec() {}

    static String yaml() {
        return "{addresses: [" + listed(8, i -> "\"2001:0db8:aaaa:bbbb:cccc:dddd:eeee:%04x/64\"".formatted(i))
                + "], preferredNodes: [" + listed(50, i -> "n%02d".formatted(i) + DOMAIN)
                + "], nodeSelector: {"
                + listed(16, i -> "l%02d".formatted(i) + DOMAIN + "/" + "k".repeat(63) + ": " + "v".repeat(63))
                + "}, healthChecks: [" + listed(16, LargestSpec::check)
                + "]}";
    }

    private static String check(int number) {
        return "{name: c%02d".formatted(number) + "n".repeat(60)
                + ", timeout: 1s, http: {port: 1, scheme: HTTPS, host: h" + DOMAIN
                + ", path: /" + "p".repeat(1_023)
                + ", headers: {" + listed(16, i -> "x-%02d-".formatted(i) + "h".repeat(59) + ": " + "v".repeat(448))
                + "}, hostHeader: " + "H".repeat(255)
                + ", statuses: [" + listed(16, i -> "2%02d-299".formatted(i))
                + "], body: " + "b".repeat(1_024)
                + ", tls: {ca: \"" + certificate() + "\", serverName: s" + DOMAIN + "}}}";
    }

    /** A sixteenth of what all checks may have together. */
    private static String certificate() {
        String begin = "-----BEGIN CERTIFICATE-----\\n";
        String end = "\\n-----END CERTIFICATE-----";
        // Each \n is two characters here, and one in the end.
        return begin + "A".repeat(49_152 / 16 - begin.length() - end.length() + 2) + end;
    }

    private static String listed(int count, IntFunction<String> entry) {
        return IntStream.rangeClosed(1, count).mapToObj(entry).collect(Collectors.joining(", "));
    }
}
