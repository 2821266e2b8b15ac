package dev.quorumvip.agent.config;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.definition.VipName;
import java.io.IOException;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The VIPs that a new cluster begins with: {@code vips:}, a mapping from names to definitions as REST takes them. */
final class YamlVips {
    static final String KEY = "vips";

    private static final YAMLMapper MAPPER = new YAMLMapper(new YAMLFactory());

    private final Problems problems;
    private final SortedMap<String, VipDefinition> definitions = new TreeMap<>();
    private final Map<InetAddress, String> taken = new HashMap<>();

    /** Takes what is wrong. */
    @FunctionalInterface
    interface Problems {
        void add(String key, int line, String reason);
    }

    YamlVips(Problems problems) {
        this.problems = problems;
    }

    SortedMap<String, VipDefinition> definitions() {
        return definitions;
    }

    /** Reads the value of the key, whose first token is the current one. */
    void read(YAMLParser parser, int line) throws IOException {
        if (parser.currentToken() != JsonToken.START_OBJECT) {
            problems.add(KEY, line, "must be a mapping from names of VIPs to their definitions");
            parser.skipChildren();
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            String name = parser.currentName();
            int at = parser.currentTokenLocation().getLineNr();
            parser.nextToken();
            JsonNode body = MAPPER.readTree(parser);
            add(name, body, at);
        }
    }

    private void add(String name, JsonNode body, int line) {
        String key = KEY + "." + name;
        VipName.problemOf(key, name).ifPresent(problem -> problems.add(key, line, problem.message()));
        switch (DefinitionReader.read(body)) {
            case Reading.Wrong(List<FieldProblem> wrong) ->
                wrong.forEach(problem -> problems.add(key + "." + problem.field(), line, problem.message()));
            case Reading.Read(VipDefinition definition) -> {
                for (VipAddress address : definition.addresses()) {
                    String other = taken.putIfAbsent(address.ip(), name);
                    if (other != null) {
                        problems.add(key, line, address + " is an address of '" + other + "' too");
                    }
                }
                definitions.put(name, definition);
            }
        }
    }
}
