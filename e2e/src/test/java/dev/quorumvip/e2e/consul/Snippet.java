package dev.quorumvip.e2e.consul;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What docs/ELECTION.md prints for its readers to copy, as it stands there. */
public final class Snippet {
    private static final Path DOCUMENT =
            Path.of(requireNonNull(System.getProperty("quorumvip.home")), "docs/ELECTION.md");

    private Snippet() {}

    /** The block below the comment with that name. */
    public static String named(String name) {
        Pattern block =
                Pattern.compile("<!-- snippet: " + Pattern.quote(name) + " -->\\n```[a-z]*\\n(.*?)```", Pattern.DOTALL);
        try {
            Matcher matcher = block.matcher(Files.readString(DOCUMENT));
            if (!matcher.find()) {
                throw new IllegalArgumentException(DOCUMENT + " has no snippet '" + name + "'");
            }
            return matcher.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same with something in it exchanged that cannot be the reader's and ours at once. */
    public static String named(String name, String printed, String here) {
        String text = named(name);
        if (!text.contains(printed)) {
            throw new IllegalArgumentException("the snippet '" + name + "' has no '" + printed + "'");
        }
        return text.replace(printed, here);
    }
}
