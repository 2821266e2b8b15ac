package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction;
import dev.quorumvip.api.ProblemReason;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The bodies of {@code POST /v1/cluster} and {@code PUT /v1/members/{id}/labels}. */
class InstructionBodiesTest {
    private static byte[] bytes(String json) {
        return json.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void readsWhoFoundsAndWhomToJoin() throws Exception {
        assertThat(ClusterBody.read(bytes("{\"initialPeers\":[\"10.0.0.1:8800\",\"10.0.0.2:8800\"],\"join\":null}")))
                .isEqualTo(new Instruction.Found(
                        List.of(ClusterAddress.parse("10.0.0.1:8800"), ClusterAddress.parse("10.0.0.2:8800"))));
        assertThat(ClusterBody.read(bytes("{\"join\":[\"[2001:db8::1]:8800\"]}")))
                .isEqualTo(new Instruction.Join(List.of(ClusterAddress.parse("[2001:db8::1]:8800"))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "[] | body | MALFORMED_JSON",
                "{} | initialPeers | MISSING_FIELD",
                "{\"initialPeers\":null} | initialPeers | MISSING_FIELD",
                "{\"peers\":[]} | peers | UNKNOWN_FIELD",
                "{\"initialPeers\":[],\"join\":[]} | join | INVALID_VALUE",
                "{\"initialPeers\":[]} | initialPeers | OUT_OF_RANGE",
                "{\"initialPeers\":\"10.0.0.1:8800\"} | initialPeers | WRONG_TYPE",
                "{\"join\":[]} | join | OUT_OF_RANGE",
                "{\"join\":[7]} | join[0] | NOT_A_STRING",
                "{\"join\":[\"10.0.0.1\"]} | join[0] | INVALID_VALUE",
                "{\"join\":[\"node-1:8800\"]} | join[0] | INVALID_VALUE",
                "{\"join\":[\"0.0.0.0:8800\"]} | join[0] | INVALID_VALUE",
                "{\"join\":[\"10.0.0.1:8800\",\"10.0.0.1:8800\"]} | join[1] | INVALID_VALUE",
                "{\"join\":[\"10.0.0.1:8800\"],\"join\":[\"10.0.0.2:8800\"]} | join | DUPLICATE_FIELD",
            })
    void namesWhatIsWrongWithAnInstruction(String body, String field, ProblemReason reason) {
        InvalidRequestException refused =
                catchThrowableOfType(InvalidRequestException.class, () -> ClusterBody.read(bytes(body)));
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused.reason()).isEqualTo(reason);
    }

    @Test
    void foundersAndMembersToAskAreBounded() throws Exception {
        assertThat(ClusterBody.read(bytes("{\"initialPeers\":" + addresses(7) + "}"))
                        .addresses())
                .hasSize(7);
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> ClusterBody.read(bytes("{\"initialPeers\":" + addresses(8) + "}")))
                        .reason())
                .isEqualTo(ProblemReason.OUT_OF_RANGE);
        assertThat(ClusterBody.read(bytes("{\"join\":" + addresses(32) + "}")).addresses())
                .hasSize(32);
        assertThat(catchThrowableOfType(
                                InvalidRequestException.class,
                                () -> ClusterBody.read(bytes("{\"join\":" + addresses(33) + "}")))
                        .field())
                .isEqualTo("join");
    }

    private static String addresses(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(i -> "\"10.0.0." + i + ":8800\"")
                .collect(Collectors.joining(",", "[", "]"));
    }

    @Test
    void readsLabels() throws Exception {
        assertThat(LabelsBody.read(bytes("{\"labels\":{\"topology.kubernetes.io/zone\":\"a\",\"empty\":\"\"}}")))
                .isEqualTo(Map.of("topology.kubernetes.io/zone", "a", "empty", ""));
        assertThat(LabelsBody.read(bytes("{\"labels\":{}}"))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{} | labels | MISSING_FIELD",
                "{\"labels\":null} | labels | MISSING_FIELD",
                "{\"labels\":[]} | labels | WRONG_TYPE",
                "{\"label\":{}} | label | UNKNOWN_FIELD",
                "{\"labels\":{\"zone\":1}} | labels.zone | NOT_A_STRING",
                "{\"labels\":{\"zone\":\"a b\"}} | labels.zone | INVALID_VALUE",
                "{\"labels\":{\"-x\":\"a\"}} | labels.-x | INVALID_VALUE",
                "{\"labels\":{\"a\":\"1\",\"a\":\"2\"}} | a | DUPLICATE_FIELD",
            })
    void namesWhatIsWrongWithLabels(String body, String field, ProblemReason reason) {
        InvalidRequestException refused =
                catchThrowableOfType(InvalidRequestException.class, () -> LabelsBody.read(bytes(body)));
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused.reason()).isEqualTo(reason);
    }

    @Test
    void labelsAreBounded() throws Exception {
        assertThat(LabelsBody.read(bytes(labels(128)))).hasSize(128);
        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> LabelsBody.read(bytes(labels(129))))
                        .reason())
                .isEqualTo(ProblemReason.OUT_OF_RANGE);
    }

    private static String labels(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> "\"k" + i + "\":\"v\"")
                .collect(Collectors.joining(",", "{\"labels\":{", "}}"));
    }

    @Test
    void readsOnWhoseBehalfAVipIsChanged() throws Exception {
        assertThat(VipClaims.takesOver(null)).isFalse();
        assertThat(VipClaims.takesOver("takeOver=true")).isTrue();
        assertThat(VipClaims.takesOver("takeOver=false")).isFalse();
        assertThat(VipClaims.ofDelete(null)).isEqualTo(new DeleteClaim.Unowned());
        assertThat(VipClaims.ofDelete("takeOver=true")).isEqualTo(new DeleteClaim.Anybodys());
        assertThat(VipClaims.ofDelete("owner=a%2Fb")).isEqualTo(new DeleteClaim.OwnedBy("a/b"));
        assertThat(VipClaims.ofDelete("owner=x&takeOver=false")).isEqualTo(new DeleteClaim.OwnedBy("x"));
    }

    @ParameterizedTest
    @CsvSource({
        "takeOver=yes, takeOver, NOT_A_BOOLEAN",
        "takeOver, takeOver, NOT_A_BOOLEAN",
        "owner=, owner, INVALID_VALUE",
        "owner=a%20b, owner, INVALID_VALUE",
        "owner=x&takeOver=true, owner, INVALID_VALUE",
        "owner=x&owner=x, owner, DUPLICATE_FIELD",
        "force=true, force, UNKNOWN_FIELD"
    })
    void namesWhatIsWrongWithAClaim(String query, String field, ProblemReason reason) {
        InvalidRequestException refused =
                catchThrowableOfType(InvalidRequestException.class, () -> VipClaims.ofDelete(query));
        assertThat(refused.field()).isEqualTo(field);
        assertThat(refused.reason()).isEqualTo(reason);
    }
}
