package dev.quorumvip.agent.rest;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * As much of JSON Schema 2020-12 as {@code openapi.json} uses; any other keyword is an error, so that none goes
 * unchecked.
 */
final class JsonSchema {
    private static final Set<String> KNOWN = Set.of(
            "$ref",
            "anyOf",
            "type",
            "enum",
            "required",
            "properties",
            "additionalProperties",
            "items",
            "minimum",
            "maximum",
            "minLength",
            "maxLength",
            "pattern",
            "format",
            "description",
            "examples");

    private final JsonNode document;

    /** Schemas that refer to each other within {@code document}. */
    JsonSchema(JsonNode document) {
        this.document = document;
    }

    /** Everything in {@code value} that {@code schema} forbids, each with its place; empty when valid. */
    List<String> violations(JsonNode schema, JsonNode value) {
        List<String> found = new ArrayList<>();
        check(schema, value, "$", found);
        return found;
    }

    private void check(JsonNode schema, JsonNode value, String at, List<String> found) {
        schema.fieldNames().forEachRemaining(keyword -> {
            if (!KNOWN.contains(keyword)) {
                throw new IllegalArgumentException("keyword " + keyword + " is not checked");
            }
        });
        if (schema.has("$ref")) {
            check(document.at(schema.get("$ref").asText().substring(1)), value, at, found);
            return;
        }
        if (schema.has("anyOf")) {
            boolean any = false;
            for (JsonNode option : schema.get("anyOf")) {
                any |= violations(option, value).isEmpty();
            }
            if (!any) {
                found.add(at + ": none of anyOf takes " + value);
            }
        }
        if (schema.has("type") && !typeFits(schema.get("type"), value)) {
            found.add(at + ": " + value + " is not " + schema.get("type"));
            return;
        }
        if (value.isObject()) {
            checkObject(schema, value, at, found);
        } else if (value.isArray() && schema.has("items")) {
            for (int i = 0; i < value.size(); i++) {
                check(schema.get("items"), value.get(i), at + "[" + i + "]", found);
            }
        } else if (value.isNumber()) {
            if (schema.has("minimum")
                            && value.longValue() < schema.get("minimum").longValue()
                    || schema.has("maximum")
                            && value.longValue() > schema.get("maximum").longValue()) {
                found.add(at + ": " + value + " is out of range");
            }
        } else if (value.isTextual()) {
            checkText(schema, value.textValue(), at, found);
        }
    }

    private void checkObject(JsonNode schema, JsonNode value, String at, List<String> found) {
        schema.path("required").forEach(name -> {
            if (!value.has(name.asText())) {
                found.add(at + ": " + name + " is missing");
            }
        });
        value.properties().forEach(property -> {
            JsonNode inner = schema.path("properties").get(property.getKey());
            if (inner != null) {
                check(inner, property.getValue(), at + "." + property.getKey(), found);
            } else if (schema.path("additionalProperties").isBoolean()) {
                found.add(at + ": " + property.getKey() + " is not described");
            } else if (schema.has("additionalProperties")) {
                check(schema.get("additionalProperties"), property.getValue(), at + "." + property.getKey(), found);
            }
        });
    }

    private static void checkText(JsonNode schema, String text, String at, List<String> found) {
        if (schema.has("pattern") && !text.matches(".*(" + schema.get("pattern").asText() + ").*")) {
            found.add(at + ": " + text + " does not match");
        }
        if (schema.has("enum")) {
            Set<String> words = new HashSet<>();
            schema.get("enum").forEach(word -> words.add(word.asText()));
            if (!words.contains(text)) {
                found.add(at + ": " + text + " is not one of " + words);
            }
        }
        if (text.length() < schema.path("minLength").asInt(0)
                || text.length() > schema.path("maxLength").asInt(Integer.MAX_VALUE)) {
            found.add(at + ": " + text + " has the wrong length");
        }
        if (schema.path("format").asText().equals("date-time") && !text.matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z")) {
            found.add(at + ": " + text + " is no date-time");
        }
    }

    private static boolean typeFits(JsonNode type, JsonNode value) {
        if (type.isArray()) {
            boolean any = false;
            for (JsonNode one : type) {
                any |= typeFits(one, value);
            }
            return any;
        }
        return switch (type.asText()) {
            case "object" -> value.isObject();
            case "array" -> value.isArray();
            case "string" -> value.isTextual();
            case "integer" -> value.isIntegralNumber();
            case "boolean" -> value.isBoolean();
            case "null" -> value.isNull();
            default -> throw new IllegalArgumentException("type " + type + " is not checked");
        };
    }
}
