package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.ProblemReason;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The body of a change: one flat JSON object of strings, read so strictly that what is accepted has one meaning.
 *
 * <p>It is read token by token rather than mapped, because each refusal has to name its field.
 */
final class RequestFields {
    /** Names the body as a whole in a refusal. */
    static final String BODY = "body";

    private final Map<String, String> values = new HashMap<>();

    private RequestFields() {}

    /**
     * Reads a body.
     *
     * @param body UTF-8, with no regard to the request's content type
     * @param required fields that must be there and be strings
     * @param optional fields that may be left out or {@code null}
     * @throws InvalidRequestException naming the first field that is wrong
     */
    static RequestFields read(byte[] body, Set<String> required, Set<String> optional) throws InvalidRequestException {
        RequestFields fields = new RequestFields();
        try (JsonParser parser = Json.parser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw BodyTree.malformed("expected a JSON object with " + String.join(", ", required));
            }
            Set<String> seen = new HashSet<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String field = parser.currentName();
                if (!required.contains(field) && !optional.contains(field)) {
                    throw new InvalidRequestException(
                            shown(field), ProblemReason.UNKNOWN_FIELD, "unknown field '" + shown(field) + "'");
                }
                if (!seen.add(field)) {
                    throw new InvalidRequestException(
                            field, ProblemReason.DUPLICATE_FIELD, "'" + field + "' is given twice");
                }
                fields.take(field, parser, optional.contains(field));
            }
            if (parser.nextToken() != null) {
                throw BodyTree.malformed("something follows the JSON object");
            }
        } catch (JsonProcessingException e) {
            throw BodyTree.malformed("the body is not JSON" + BodyTree.position(e.getLocation()));
        } catch (IOException e) {
            // The bytes are in memory: only their encoding can fail.
            throw BodyTree.malformed("the body is not UTF-8 JSON");
        }
        for (String field : required) {
            if (!fields.values.containsKey(field)) {
                throw new InvalidRequestException(field, ProblemReason.MISSING_FIELD, "'" + field + "' is missing");
            }
        }
        return fields;
    }

    /** A required field. */
    String get(String field) {
        String value = values.get(field);
        if (value == null) {
            throw new IllegalStateException(field + " was not required");
        }
        return value;
    }

    /** An optional field, or null. */
    @Nullable
    String find(String field) {
        return values.get(field);
    }

    private void take(String field, JsonParser parser, boolean nullable) throws IOException, InvalidRequestException {
        JsonToken token = parser.nextToken();
        if (token == JsonToken.VALUE_STRING) {
            values.put(field, parser.getText());
        } else if (token != JsonToken.VALUE_NULL || !nullable) {
            throw new InvalidRequestException(field, ProblemReason.NOT_A_STRING, "'" + field + "' must be a string");
        }
    }

    /** What a client called a field, short enough to be said back. */
    static String shown(String field) {
        return field.length() > 64 ? field.substring(0, 64) + "…" : field;
    }
}
