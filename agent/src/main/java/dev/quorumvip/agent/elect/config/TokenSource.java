package dev.quorumvip.agent.elect.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Where the ACL token comes from. A file is read anew each time, so that a token can be exchanged without a restart. */
public sealed interface TokenSource {
    /** No token: what the anonymous one may do. */
    record None() implements TokenSource {}

    /** The token itself. */
    record Given(String token) implements TokenSource {
        @Override
        public String toString() {
            return "Given[a token]";
        }
    }

    /** A file with nothing but the token in it. */
    record InFile(Path file) implements TokenSource {}

    /**
     * The token now; empty for none.
     *
     * @throws IOException when the file cannot be read
     */
    default String read() throws IOException {
        return switch (this) {
            case None none -> "";
            case Given(String token) -> token;
            case InFile(Path file) -> Files.readString(file).strip();
        };
    }
}
