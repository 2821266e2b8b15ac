package dev.quorumvip.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLParser;
import dev.quorumvip.agent.definition.VipDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/**
 * The settings of a YAML file: one mapping from kebab-case keys to scalars or, for the list settings, to lists of
 * scalars; and the VIPs to begin with. Read token by token, so that each value knows its line.
 */
final class YamlSettings {
    private final Path file;
    private final Map<ConfigKey, RawSetting> settings = new EnumMap<>(ConfigKey.class);
    private final List<ConfigProblem> problems = new ArrayList<>();
    private final YamlVips vips = new YamlVips(this::problem);

    private YamlSettings(Path file) {
        this.file = file;
    }

    /** Reads the file; whatever is wrong with it is in {@link #problems()}. */
    static YamlSettings read(Path file) {
        YamlSettings yaml = new YamlSettings(file);
        yaml.read();
        return yaml;
    }

    Map<ConfigKey, RawSetting> settings() {
        return settings;
    }

    SortedMap<String, VipDefinition> vips() {
        return vips.definitions();
    }

    List<ConfigProblem> problems() {
        return problems;
    }

    private void read() {
        YAMLFactory factory = YAMLFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (YAMLParser parser = factory.createParser(Files.readString(file))) {
            readDocument(parser);
        } catch (JsonProcessingException e) {
            int line = e.getLocation() == null ? 1 : Math.max(1, e.getLocation().getLineNr());
            problem("config", line, "is not YAML that can be read: " + firstLine(e.getOriginalMessage()));
        } catch (IOException e) {
            problems.add(new ConfigProblem("config", new ConfigSource.YamlFile(file), "cannot be read: " + e));
        }
    }

    private void readDocument(YAMLParser parser) throws IOException {
        JsonToken first = parser.nextToken();
        if (first == null) {
            return; // An empty file says nothing, and that is allowed.
        }
        if (first != JsonToken.START_OBJECT) {
            problem("config", line(parser), "must be a mapping, with lines such as 'iface: eth0'");
            return;
        }
        while (parser.nextToken() == JsonToken.FIELD_NAME) {
            readEntry(parser);
        }
        if (parser.nextToken() != null) {
            problem("config", line(parser), "must hold one YAML document, but a second one begins here");
        }
    }

    private void readEntry(YAMLParser parser) throws IOException {
        String name = parser.currentName();
        int line = line(parser);
        JsonToken token = parser.nextToken();
        if (name.equals(YamlVips.KEY)) {
            vips.read(parser, line);
            return;
        }
        Optional<ConfigKey> key = ConfigKey.ofYaml(name);
        if (key.isEmpty()) {
            problem(name, line, "is not a known key" + NearestName.suggestion(name, ConfigKey.yamlNames()));
            parser.skipChildren();
            return;
        }
        readValue(parser, token, line).ifPresent(setting -> settings.put(key.get(), setting));
    }

    private Optional<RawSetting> readValue(YAMLParser parser, JsonToken token, int line) throws IOException {
        String name = parser.currentName();
        ConfigSource source = new ConfigSource.YamlLine(file, line);
        if (token == JsonToken.VALUE_NULL) {
            problem(name, line, "has no value: give one, or leave the key out");
            return Optional.empty();
        }
        if (token != JsonToken.START_ARRAY) {
            return readScalar(parser, token, name).map(text -> RawSetting.of(text, source));
        }
        List<String> values = new ArrayList<>();
        int problemsBefore = problems.size();
        for (JsonToken entry = parser.nextToken(); entry != JsonToken.END_ARRAY; entry = parser.nextToken()) {
            readScalar(parser, entry, name).ifPresent(values::add);
        }
        return problems.size() > problemsBefore ? Optional.empty() : Optional.of(new RawSetting(values, true, source));
    }

    private Optional<String> readScalar(YAMLParser parser, JsonToken token, String name) throws IOException {
        if (parser.isCurrentAlias()) {
            problem(name, line(parser), "is a YAML alias: write the value itself");
            return Optional.empty();
        }
        if (!token.isScalarValue() || token == JsonToken.VALUE_NULL) {
            problem(name, line(parser), "must be a plain value or a list of plain values");
            parser.skipChildren();
            return Optional.empty();
        }
        return Optional.of(parser.getText());
    }

    private void problem(String key, int line, String reason) {
        problems.add(new ConfigProblem(key, new ConfigSource.YamlLine(file, line), reason));
    }

    private static int line(YAMLParser parser) {
        return parser.currentTokenLocation().getLineNr();
    }

    private static String firstLine(String message) {
        return message.lines().findFirst().orElse(message);
    }
}
