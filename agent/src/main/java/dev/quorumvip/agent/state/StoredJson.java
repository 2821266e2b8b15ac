package dev.quorumvip.agent.state;

import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.KeyDeserializer;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.type.LogicalType;
import dev.quorumvip.agent.address.MacAddress;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.DefinitionNumber;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.ReconfigurationEpoch;
import dev.quorumvip.agent.cluster.SessionId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.api.IpText;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongFunction;
import java.util.function.ToLongFunction;

/** How values are written in the log, and a reader that takes nothing else for them. */
final class StoredJson {
    private StoredJson() {}

    static JsonMapper mapper() {
        return JsonMapper.builder()
                .addModule(values())
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .enable(
                        DeserializationFeature.FAIL_ON_TRAILING_TOKENS,
                        DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                        DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                        DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES,
                        DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .withCoercionConfig(LogicalType.Textual, c -> {
                    c.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
                    c.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
                })
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .build();
    }

    private static SimpleModule values() {
        SimpleModule module = new SimpleModule("values in the log");
        number(module, NodeId.class, NodeId::value, NodeId::new);
        number(module, GrantNumber.class, GrantNumber::value, GrantNumber::new);
        number(module, DefinitionNumber.class, DefinitionNumber::value, DefinitionNumber::new);
        number(module, VoterSetVersion.class, VoterSetVersion::value, VoterSetVersion::new);
        text(module, SessionId.class, StoredJson::session);
        text(module, ReconfigurationEpoch.class, StoredJson::reconfiguration);
        text(module, ClusterAddress.class, ClusterAddress::parse);
        text(module, VipAddress.class, VipAddress::parse);
        text(module, MacAddress.class, MacAddress::parse);
        module.addSerializer(InetAddress.class, new JsonSerializer<>() {
            @Override
            public void serialize(InetAddress ip, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeString(IpText.of(ip));
            }
        });
        module.addDeserializer(InetAddress.class, new JsonDeserializer<>() {
            @Override
            public InetAddress deserialize(JsonParser in, DeserializationContext context) throws IOException {
                expect(JsonToken.VALUE_STRING, in, InetAddress.class, context);
                return read(in.getText(), InetAddress::ofLiteral, InetAddress.class, context);
            }
        });
        module.addSerializer(VipDefinition.class, new DefinitionJson.Writer());
        module.addDeserializer(VipDefinition.class, new DefinitionJson.Reader());
        module.addSerializer(InterfaceChoice.class, new JsonSerializer<>() {
            @Override
            public void serialize(InterfaceChoice choice, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeString(choice.text());
            }
        });
        module.addDeserializer(InterfaceChoice.class, new JsonDeserializer<>() {
            @Override
            public InterfaceChoice deserialize(JsonParser in, DeserializationContext context) throws IOException {
                expect(JsonToken.VALUE_STRING, in, InterfaceChoice.class, context);
                return read(in.getText(), InterfaceChoice::of, InterfaceChoice.class, context);
            }
        });
        module.addKeySerializer(NodeId.class, new JsonSerializer<>() {
            @Override
            public void serialize(NodeId id, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeFieldName(Long.toString(id.value()));
            }
        });
        module.addKeyDeserializer(NodeId.class, new KeyDeserializer() {
            @Override
            public Object deserializeKey(String key, DeserializationContext context) throws IOException {
                return read(key, k -> new NodeId(Long.parseLong(k)), NodeId.class, context);
            }
        });
        module.addSerializer(new OptionalJson.Writer());
        module.addDeserializer(Optional.class, new OptionalJson.Reader());
        return module;
    }

    private static SessionId session(String text) {
        return pair(text, "NODE/EPOCH", (node, epoch) -> new SessionId(new NodeId(node), epoch));
    }

    private static ReconfigurationEpoch reconfiguration(String text) {
        return pair(text, "TERM/COUNT", ReconfigurationEpoch::new);
    }

    private interface OfTwo<T> {
        T of(long first, long second);
    }

    private static <T> T pair(String text, String form, OfTwo<T> type) {
        int slash = text.indexOf('/');
        if (slash < 1) {
            throw new IllegalArgumentException("'" + text + "' is not " + form);
        }
        return type.of(Long.parseLong(text.substring(0, slash)), Long.parseLong(text.substring(slash + 1)));
    }

    private static <T> void number(
            SimpleModule module, Class<T> type, ToLongFunction<T> toNumber, LongFunction<T> fromNumber) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeNumber(toNumber.applyAsLong(value));
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                expect(JsonToken.VALUE_NUMBER_INT, in, type, context);
                return read(in.getLongValue(), fromNumber::apply, type, context);
            }
        });
    }

    private static <T> void text(SimpleModule module, Class<T> type, Function<String, T> fromText) {
        module.addSerializer(type, new JsonSerializer<T>() {
            @Override
            public void serialize(T value, JsonGenerator out, SerializerProvider p) throws IOException {
                out.writeString(value.toString());
            }
        });
        module.addDeserializer(type, new JsonDeserializer<T>() {
            @Override
            public T deserialize(JsonParser in, DeserializationContext context) throws IOException {
                expect(JsonToken.VALUE_STRING, in, type, context);
                return read(in.getText(), fromText, type, context);
            }
        });
    }

    private static void expect(JsonToken token, JsonParser in, Class<?> type, DeserializationContext context)
            throws IOException {
        if (!in.hasToken(token)) {
            throw context.wrongTokenException(in, type, token, "stored otherwise");
        }
    }

    private static <F, T> T read(F stored, Function<F, T> read, Class<T> type, DeserializationContext context)
            throws IOException {
        try {
            return read.apply(stored);
        } catch (IllegalArgumentException e) {
            throw context.instantiationException(type, e);
        }
    }
}
