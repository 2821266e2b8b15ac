package dev.quorumvip.agent.elect.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.quorumvip.agent.config.ConfigProblem;
import dev.quorumvip.agent.config.ConfigSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What an elector needs of {@code vip-manager.yml}. Other keys are passed over, as vip-manager does, and keys are the same
 * in capitals. A value of another type than vip-manager's is a problem: vip-manager turns {@code 0123} into the text
 * {@code 83}, and would then compare that.
 */
final class VipManagerFile {
    static final String DCS_TYPE = "dcs-type";
    static final String DCS_ENDPOINTS = "dcs-endpoints";
    static final String TRIGGER_KEY = "trigger-key";
    static final String TRIGGER_VALUE = "trigger-value";
    static final String CONSUL_TOKEN = "consul-token";
    static final String IP = "ip";
    static final String NETMASK = "netmask";
    static final String INTERFACE = "interface";

    private static final Set<String> TEXTS =
            Set.of(DCS_TYPE, TRIGGER_KEY, TRIGGER_VALUE, CONSUL_TOKEN, IP, INTERFACE, DCS_ENDPOINTS);

    private final Path file;
    private final Map<String, List<String>> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();
    private final List<ConfigProblem> problems = new ArrayList<>();

    private VipManagerFile(Path file) {
        this.file = file;
    }

    /** Reads the file; whatever is wrong with it is in {@link #problems}. */
    static VipManagerFile read(Path file) {
        VipManagerFile yaml = new VipManagerFile(file);
        yaml.read();
        return yaml;
    }

    List<ConfigProblem> problems() {
        return List.copyOf(problems);
    }

    /** A value that is one text; empty if it is not there or is empty. */
    Optional<String> one(String key) {
        return values.getOrDefault(key, List.of()).stream().findFirst().filter(text -> !text.isBlank());
    }

    /** Separate entries, or one text with commas between, as vip-manager takes both. */
    List<String> endpoints() {
        return values.getOrDefault(DCS_ENDPOINTS, List.of()).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
    }

    ConfigSource source(String key) {
        Integer line = lines.get(key);
        return line == null ? new ConfigSource.YamlFile(file) : new ConfigSource.YamlLine(file, line);
    }

    private void read() {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (YAMLParser parser = factory.createParser(Files.readString(file))) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                return;
            }
            if (first != JsonToken.START_OBJECT) {
                problem("vip-manager-config", "must be a mapping, with lines such as 'dcs-type: consul'");
                return;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                readEntry(parser);
            }
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            lines.put("vip-manager-config", line);
            String why =
                    String.valueOf(e.getOriginalMessage()).lines().findFirst().orElse("");
            problem("vip-manager-config", "is not YAML that can be read: " + why);
        } catch (IOException e) {
            problem("vip-manager-config", "cannot be read: " + e);
        }
    }

    private void readEntry(YAMLParser parser) throws IOException {
        String key = parser.currentName().toLowerCase(Locale.ROOT);
        int line = parser.currentTokenLocation().getLineNr();
        JsonToken token = parser.nextToken();
        if (!TEXTS.contains(key) && !key.equals(NETMASK)) {
            parser.skipChildren();
            return;
        }
        lines.put(key, line);
        switch (token) {
            case VALUE_NULL -> {}
            case START_ARRAY -> readList(parser, key);
            case START_OBJECT -> {
                problem(key, "must be " + wanted(key) + ", not a mapping");
                parser.skipChildren();
            }
            default -> scalar(parser, token, key).ifPresent(text -> values.put(key, List.of(text)));
        }
    }

    private void readList(YAMLParser parser, String key) throws IOException {
        if (!key.equals(DCS_ENDPOINTS)) {
            problem(key, "must be " + wanted(key) + ", not a list");
            parser.skipChildren();
            return;
        }
        List<String> entries = new ArrayList<>();
        for (JsonToken entry = parser.nextToken(); entry != JsonToken.END_ARRAY; entry = parser.nextToken()) {
            if (entry.isScalarValue()) {
                scalar(parser, entry, key).ifPresent(entries::add);
            } else {
                problem(key, "must be a list of texts");
                parser.skipChildren();
            }
        }
        values.put(key, List.copyOf(entries));
    }

    private Optional<String> scalar(YAMLParser parser, JsonToken token, String key) throws IOException {
        String text = parser.getText();
        boolean number = token == JsonToken.VALUE_NUMBER_INT;
        if (key.equals(NETMASK) ? number || text.matches("-?[0-9]{1,4}") : token == JsonToken.VALUE_STRING) {
            return Optional.of(text);
        }
        problem(
                key,
                "must be " + wanted(key) + ", but '" + text + "' is "
                        + switch (token) {
                            case VALUE_STRING -> "a text";
                            case VALUE_TRUE, VALUE_FALSE -> "a truth value: put it in quotes";
                            case VALUE_NULL -> "nothing";
                            default -> "a number: put it in quotes";
                        });
        return Optional.empty();
    }

    private static String wanted(String key) {
        return switch (key) {
            case DCS_ENDPOINTS -> "a list of texts";
            case NETMASK -> "a number";
            default -> "a text";
        };
    }

    private void problem(String key, String reason) {
        problems.add(new ConfigProblem(key, source(key), reason));
    }
}
