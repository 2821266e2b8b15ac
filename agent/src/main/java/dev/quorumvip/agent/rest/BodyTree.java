package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.ProblemReason;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A body as a tree of JSON, for what is read as a whole. Of a field that is given twice neither is taken. */
final class BodyTree {
    /** How Jackson begins its message when it detects one; there is no exception of its own for it. */
    private static final Pattern DUPLICATE = Pattern.compile("Duplicate field '(.*)'");

    private BodyTree() {}

    /**
     * The one JSON value that the body is.
     *
     * @throws InvalidRequestException if it is not JSON, or not one value
     */
    static JsonNode read(byte[] body) throws InvalidRequestException {
        try (JsonParser parser = Json.parser(body).enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)) {
            JsonNode tree = Json.mapper().readTree(parser);
            if (tree == null || tree.isMissingNode()) {
                throw malformed("the body is empty");
            }
            if (parser.nextToken() != null) {
                throw malformed("something follows the JSON object");
            }
            return tree;
        } catch (JsonProcessingException e) {
            Matcher duplicate = DUPLICATE.matcher(e.getOriginalMessage());
            if (duplicate.lookingAt()) {
                String field = RequestFields.shown(duplicate.group(1));
                throw new InvalidRequestException(
                        field, ProblemReason.DUPLICATE_FIELD, "'" + field + "' is given twice");
            }
            throw malformed("the body is not JSON" + position(e.getLocation()));
        } catch (IOException e) {
            // The bytes are in memory: only their encoding can fail.
            throw malformed("the body is not UTF-8 JSON");
        }
    }

    static InvalidRequestException malformed(String message) {
        return new InvalidRequestException(RequestFields.BODY, ProblemReason.MALFORMED_JSON, message);
    }

    static String position(@Nullable JsonLocation location) {
        return location == null ? "" : " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
