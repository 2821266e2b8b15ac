package dev.quorumvip.client;

import java.util.Optional;

/** Puts the lines of an event stream together (WHATWG HTML §9.2.6), one after the other. */
public final class ServerSentEvents {
    private final StringBuilder data = new StringBuilder();
    private String event = "";
    private String id = "";

    /**
     * What came with an empty line.
     *
     * @param id of the newest event, or the place that the server says the reader has come to
     * @param event its name; empty without
     * @param data empty if there is nothing to tell but the place
     */
    public record Block(String id, String event, String data) {}

    /** Takes one line, without its end; a block if it is the last of one. */
    public Optional<Block> line(String line) {
        if (line.isEmpty()) {
            Block block = new Block(id, event, data.toString());
            event = "";
            data.setLength(0);
            return Optional.of(block);
        }
        int colon = line.indexOf(':');
        String field = colon < 0 ? line : line.substring(0, colon);
        String value = colon < 0 ? "" : line.substring(colon + 1);
        if (value.startsWith(" ")) {
            value = value.substring(1);
        }
        switch (field) {
            case "id" -> id = value;
            case "event" -> event = value;
            case "data" -> data.append(data.isEmpty() ? "" : "\n").append(value);
            default -> {
                // A comment, which has an empty field, or something for another kind of reader.
            }
        }
        return Optional.empty();
    }
}
