package dev.quorumvip.agent.state;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.definition.DefinitionWriter;
import dev.quorumvip.agent.definition.VipDefinition;
import java.io.IOException;

/** A definition in the log has the form in which it was sent, and the same reader. */
final class DefinitionJson {
    private DefinitionJson() {}

    static final class Writer extends JsonSerializer<VipDefinition> {
        @Override
        public void serialize(VipDefinition definition, JsonGenerator out, SerializerProvider provider)
                throws IOException {
            provider.defaultSerializeValue(DefinitionWriter.write(definition), out);
        }
    }

    static final class Reader extends JsonDeserializer<VipDefinition> {
        @Override
        public VipDefinition deserialize(JsonParser in, DeserializationContext context) throws IOException {
            JsonNode tree = context.readTree(in);
            return switch (DefinitionReader.read(tree)) {
                case Reading.Read(VipDefinition definition) -> definition;
                case Reading.Wrong(var problems) ->
                    throw context.instantiationException(
                            VipDefinition.class, problems.getFirst().toString());
            };
        }
    }
}
