package dev.quorumvip.agent.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLGenerator;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.definition.FieldProblem;
import java.util.List;
import java.util.Map;

/** A YAML file for {@code --config} that is being written, as maps, lists and scalars. */
public final class ConfigDraft {
    private static final YAMLMapper YAML = new YAMLMapper(YAMLFactory.builder()
            .disable(YAMLGenerator.Feature.WRITE_DOC_START_MARKER)
            .disable(YAMLGenerator.Feature.SPLIT_LINES)
            .enable(YAMLGenerator.Feature.MINIMIZE_QUOTES)
            .enable(YAMLGenerator.Feature.ALWAYS_QUOTE_NUMBERS_AS_STRINGS)
            .enable(YAMLGenerator.Feature.LITERAL_BLOCK_STYLE)
            .build());

    private ConfigDraft() {}

    /** What the agent will say of a definition under {@code vips:}; empty if it takes it. */
    public static List<FieldProblem> problemsOf(Map<String, Object> definition) {
        return switch (DefinitionReader.read(new ObjectMapper().valueToTree(definition))) {
            case Reading.Wrong(List<FieldProblem> problems) -> problems;
            case Reading.Read(var taken) -> List.of();
        };
    }

    /** The text of the file, in the order of the map. */
    public static String text(Map<String, Object> config) {
        try {
            return YAML.writeValueAsString(config);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("maps, lists and scalars are always YAML", e);
        }
    }
}
