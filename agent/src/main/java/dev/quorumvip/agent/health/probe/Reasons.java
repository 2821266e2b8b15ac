package dev.quorumvip.agent.health.probe;

import java.io.EOFException;
import java.io.IOException;
import java.net.UnknownHostException;
import java.util.Locale;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Why a check failed, for people: short, on one line, whatever the other side put into it. */
final class Reasons {
    private static final int LONGEST = 200;

    private Reasons() {}

    /** The reason that a connection failed for. */
    static String of(IOException failure) {
        return switch (failure) {
            case UnknownHostException e -> "unknown host " + line(String.valueOf(e.getMessage()), LONGEST);
            case EOFException e -> "connection closed before the whole answer";
            case HttpFormatException e -> "not an HTTP answer: " + e.getMessage();
            case SSLException e -> "TLS: " + line(message(deepest(e)), LONGEST);
            default -> line(uncapitalized(message(failure)), LONGEST);
        };
    }

    /** {@code text} on one line, without what a terminal would act on, cut to {@code longest} characters. */
    static String line(String text, int longest) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < text.length() && line.length() <= longest; i++) {
            char c = text.charAt(i);
            boolean blank = Character.isISOControl(c) || Character.isWhitespace(c);
            if (!blank) {
                line.append(c);
            } else if (!line.isEmpty() && line.charAt(line.length() - 1) != ' ') {
                line.append(' ');
            }
        }
        return line.length() > longest
                ? line.substring(0, longest) + "…"
                : line.toString().strip();
    }

    private static String message(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /** TLS wraps the certificate's trouble several times. */
    private static Throwable deepest(Throwable failure) {
        Throwable deepest = failure;
        @Nullable Throwable cause = failure.getCause();
        for (int depth = 0; cause != null && depth < 10; depth++) {
            deepest = cause;
            cause = cause.getCause();
        }
        return deepest;
    }

    private static String uncapitalized(String text) {
        boolean word = text.length() > 1 && Character.isLowerCase(text.charAt(1));
        return word ? text.substring(0, 1).toLowerCase(Locale.ROOT) + text.substring(1) : text;
    }
}
