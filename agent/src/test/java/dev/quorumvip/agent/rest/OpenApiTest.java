package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.rest.FakeControlPlane.Mood;
import dev.quorumvip.api.DqliteStatus;
import dev.quorumvip.api.Json;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.Readiness;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code openapi.json} says what the agent does, all of it and nothing else. */
class OpenApiTest {
    private static final JsonNode DOCUMENT = document();
    private static final JsonNode SCHEMAS = DOCUMENT.at("/components/schemas");
    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete", "patch");

    @Test
    void describesEveryRouteAndNoOther() {
        Set<String> described = new TreeSet<>();
        DOCUMENT.get("paths")
                .properties()
                .forEach(path -> path.getValue().fieldNames().forEachRemaining(key -> {
                    if (METHODS.contains(key)) {
                        described.add(key.toUpperCase(Locale.ROOT) + " " + path.getKey());
                    }
                }));
        Set<String> served = new TreeSet<>();
        RestServer.routes(new FakeControlPlane(), AgentMetrics.newRegistry())
                .routes()
                .forEach(route -> served.add(route.method() + " " + route.template()));

        assertThat(described).isEqualTo(served);
    }

    @Test
    void describesEveryParameterOfAPath() {
        DOCUMENT.get("paths").properties().forEach(path -> {
            List<String> inTemplate = Stream.of(path.getKey().split("/", -1))
                    .filter(segment -> segment.startsWith("{"))
                    .map(segment -> segment.substring(1, segment.length() - 1))
                    .toList();
            List<String> described = new ArrayList<>();
            path.getValue()
                    .path("parameters")
                    .forEach(p -> described.add(p.get("name").asText()));

            assertThat(described).as(path.getKey()).isEqualTo(inTemplate);
        });
    }

    @Test
    void hasASchemaForEveryTypeOfTheContractAndUsesEach() {
        Set<String> types = new TreeSet<>();
        contract().forEach(type -> types.add(schemaName(type)));
        types.add("VipName");
        Set<String> described = new TreeSet<>();
        SCHEMAS.fieldNames().forEachRemaining(described::add);
        assertThat(described).isEqualTo(types);

        String text = DOCUMENT.toString();
        assertThat(described).allSatisfy(name -> assertThat(text).contains("\"#/components/schemas/" + name + "\""));
    }

    @ParameterizedTest
    @MethodSource("records")
    void describesEveryPropertyOfARecord(Class<?> type) {
        JsonNode schema = SCHEMAS.get(schemaName(type));
        TreeMap<String, String> expected = new TreeMap<>();
        Set<String> required = new TreeSet<>();
        for (BeanPropertyDefinition property : properties(type)) {
            boolean leftOut = property.findInclusion().getValueInclusion() == JsonInclude.Include.NON_NULL
                    || type.isAnnotationPresent(JsonInclude.class);
            if (!leftOut) {
                required.add(property.getName());
            }
            expected.put(
                    property.getName(), kind(property.getRawPrimaryType()) + (nullable(type, property) ? "?" : ""));
        }
        TreeMap<String, String> described = new TreeMap<>();
        schema.get("properties").properties().forEach(property -> {
            boolean leftOut = !contains(schema.path("required"), property.getKey());
            described.put(property.getKey(), kind(property.getValue(), leftOut));
        });

        assertThat(described).isEqualTo(expected);
        assertThat(words(schema.path("required"))).isEqualTo(required);
        assertThat(schema.get("additionalProperties").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @MethodSource("enums")
    void describesEveryWordOfAnEnum(Class<?> type) throws Exception {
        Set<String> words = new TreeSet<>();
        for (Object constant : Objects.requireNonNull(type.getEnumConstants())) {
            String name = ((Enum<?>) constant).name();
            boolean forClientsOnly =
                    name.equals("UNRECOGNISED") && type.getField(name).isAnnotationPresent(JsonEnumDefaultValue.class);
            if (!forClientsOnly) {
                words.add(Json.mapper().valueToTree(constant).asText());
            }
        }

        assertThat(words(SCHEMAS.get(schemaName(type)).get("enum"))).isEqualTo(words);
    }

    @Test
    void everyAnswerIsAsDescribed() throws Exception {
        try (RunningServer server = new RunningServer()) {
            FakeControlPlane plane = server.plane;
            validated("get", "/vip", server.get("/vip"));
            validated("put", "/vip", server.put("/vip", "{\"vip\":\"10.0.0.5/24\"}"));
            validated(
                    "put",
                    "/v1/vips/{name}",
                    server.put("/v1/vips/web", "{\"address\":\"10.0.0.6/24\",\"interface\":\"eth0\"}"));
            for (Mood mood : List.of(Mood.WELL, Mood.NO_QUORUM)) {
                plane.mood = mood;
                plane.followsLog = mood == Mood.WELL;
                plane.moved(1, "web", "by hand");
                validated("get", "/v1/events", server.get("/v1/events?follow=false"));
                validated("get", "/v1/events", server.get("/v1/events?since=yesterday"));
                for (String path : List.of("/status", "/vip", "/v1/status", "/v1/vips", "/v1/health", "/v1/members")) {
                    validated("get", path, server.get(path));
                }
                validated("get", "/v1/vips/{name}", server.get("/v1/vips/web"));
                validated("get", "/v1/members/{id}", server.get("/v1/members/13"));
            }
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/web", "{\"address\":\"10.0.0.6/24\"}"));
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/web", "{}"));
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/Web", "{\"paused\":1}"));
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/web", " ".repeat(70_000)));
            validated("delete", "/v1/members/{id}", server.delete("/v1/members/13"));
            plane.mood = Mood.WELL;
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/db", "{\"address\":\"10.0.0.6/24\"}"));
            validated("delete", "/v1/vips/{name}", server.delete("/v1/vips/none"));
            validated("delete", "/v1/vips/{name}", server.delete("/v1/vips/web"));
            validated("delete", "/vip", server.delete("/vip"));
            String owned = "{\"address\":\"10.0.0.9/24\",\"owner\":\"uid\",\"ownerGeneration\":3}";
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/own", owned));
            validated("get", "/v1/vips/{name}", server.get("/v1/vips/own"));
            validated("put", "/v1/vips/{name}", server.put("/v1/vips/own", "{\"address\":\"10.0.0.9/24\"}"));
            validated("delete", "/v1/vips/{name}", server.delete("/v1/vips/own"));
            validated("delete", "/v1/vips/{name}", server.delete("/v1/vips/own?takeOver=maybe"));
            validated("delete", "/v1/vips/{name}", server.delete("/v1/vips/own?owner=uid"));
            String path = "/v1/members/{id}/labels";
            validated("put", path, server.put("/v1/members/11/labels", "{\"labels\":{\"zone\":\"a\"}}"));
            validated("put", path, server.put("/v1/members/11/labels", "{\"labels\":{\"zone\":7}}"));
            validated("put", path, server.put("/v1/members/99/labels", "{\"labels\":{}}"));
            validated("post", "/v1/cluster", server.post("/v1/cluster", "{\"initialPeers\":[\"10.0.0.1:8800\"]}"));
            validated("post", "/v1/cluster", server.post("/v1/cluster", "{\"join\":[\"10.0.0.1:8800\"]}"));
            validated("post", "/v1/cluster", server.post("/v1/cluster", "{}"));
            validated("delete", "/v1/members/{id}", server.delete("/v1/members/13"));
            for (boolean well : new boolean[] {true, false}) {
                plane.live = well;
                plane.readiness = well ? Readiness.yes() : Readiness.no(List.of("no quorum"));
                validated("get", "/livez", server.get("/livez"));
                validated("get", "/readyz", server.get("/readyz"));
            }
            validated("get", "/openapi.json", server.get("/openapi.json"));
            plane.mood = Mood.FAULTY;
            validated("get", "/v1/status", server.get("/v1/status"));
        }
    }

    @Test
    void everyEventOfAStreamIsAsDescribed() throws Exception {
        try (RunningServer server = new RunningServer();
                EventReader reader = EventReader.open(server, "/v1/events")) {
            server.plane.moved(1, "web", "by hand");
            server.plane.events.restored(5);
            JsonSchema schemas = new JsonSchema(DOCUMENT);
            for (int i = 0; i < 2; i++) {
                JsonNode event = Json.mapper().readTree(reader.nextEvent().json());
                assertThat(schemas.violations(SCHEMAS.get("ClusterEvent"), event))
                        .isEmpty();
            }
        }
    }

    @Test
    void theCheckItselfFindsWhatIsWrong() throws Exception {
        JsonNode status = Json.mapper().readTree("{\"vip\":7,\"vap\":\"\"}");

        assertThat(new JsonSchema(DOCUMENT).violations(SCHEMAS.get("DqliteVip"), status))
                .containsExactlyInAnyOrder("$.vip: 7 is not \"string\"", "$: vap is not described");
    }

    private static void validated(String method, String template, HttpResponse<String> response) throws IOException {
        String label = method + " " + template + " " + response.statusCode() + " " + response.body();
        JsonNode described =
                DOCUMENT.get("paths").get(template).get(method).get("responses").get("" + response.statusCode());
        assertThat(described).as(label).isNotNull();
        if (described.has("$ref")) {
            described = DOCUMENT.at(described.get("$ref").asText().substring(1));
        }
        String mediaType = response.headers().firstValue("Content-Type").orElseThrow();
        JsonNode content = described.get("content").get(mediaType);
        assertThat(content).as(label).isNotNull();
        JsonNode schema = content.get("schema");
        JsonNode body = Json.mapper().readTree(response.body());
        assertThat(new JsonSchema(DOCUMENT).violations(schema, body)).as(label).isEmpty();
    }

    private static Stream<Class<?>> contract() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages(NodeStatus.class.getPackageName())
                        .stream()
                        .map(JavaClass::reflect)
                        .filter(type -> type.isRecord() || type.isEnum());
    }

    static Stream<Class<?>> records() {
        return contract().filter(Class::isRecord);
    }

    static Stream<Class<?>> enums() {
        return contract().filter(Class::isEnum);
    }

    private static String schemaName(Class<?> type) {
        return type == DqliteStatus.Member.class ? "DqliteMember" : type.getSimpleName();
    }

    private static List<BeanPropertyDefinition> properties(Class<?> type) {
        var config = Json.mapper().getSerializationConfig();
        return config.introspect(config.constructType(type)).findProperties();
    }

    private static boolean nullable(Class<?> type, BeanPropertyDefinition property) {
        return Stream.of(type.getRecordComponents())
                .filter(component -> component.getName().equals(property.getInternalName()))
                .anyMatch(component -> component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }

    private static String kind(Class<?> type) {
        if (type == long.class || type == int.class || type == Long.class || type == Integer.class) {
            return "integer";
        } else if (type == boolean.class || type == Boolean.class) {
            return "boolean";
        } else if (type == List.class) {
            return "array";
        } else if (type == Map.class) {
            return "object";
        } else if (type == String.class || type == Instant.class) {
            return "string";
        }
        return schemaName(type);
    }

    /** The same notation for a schema, where a property that may be left out counts as nullable. */
    private static String kind(JsonNode schema, boolean leftOut) {
        if (schema.has("$ref")) {
            String name = schema.get("$ref").asText().replaceFirst(".*/", "");
            return (name.equals("VipName") ? "string" : name) + (leftOut ? "?" : "");
        }
        if (schema.has("anyOf")) {
            return kind(schema.get("anyOf").get(0), true);
        }
        JsonNode type = schema.get("type");
        return type.isArray() ? type.get(0).asText() + "?" : type.asText() + (leftOut ? "?" : "");
    }

    private static boolean contains(JsonNode array, String word) {
        return words(array).contains(word);
    }

    private static Set<String> words(JsonNode array) {
        Set<String> words = new TreeSet<>();
        array.forEach(word -> words.add(word.asText()));
        return words;
    }

    private static JsonNode document() {
        try (InputStream in = OpenApiTest.class.getResourceAsStream("openapi.json")) {
            return Json.mapper().readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
