package dev.quorumvip.agent.rest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.api.ProblemReason;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestFieldsTest {
    @Test
    void readsRequiredAndOptionalFields() throws Exception {
        RequestFields fields = read(" { \"interface\" : \"eth0\", \"address\":\"1.2.3.5/24\" } \n");

        assertThat(fields.get("address")).isEqualTo("1.2.3.5/24");
        assertThat(fields.find("interface")).isEqualTo("eth0");
    }

    @Test
    void leavesOptionalFieldsOut() throws Exception {
        assertThat(read("{\"address\":\"a\"}").find("interface")).isNull();
        assertThat(read("{\"address\":\"a\",\"interface\":null}").find("interface"))
                .isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''| body| MALFORMED_JSON",
                "'   '| body| MALFORMED_JSON",
                "null| body| MALFORMED_JSON",
                "[]| body| MALFORMED_JSON",
                "\"address\"| body| MALFORMED_JSON",
                "{| body| MALFORMED_JSON",
                "{\"address\":\"a\"| body| MALFORMED_JSON",
                "{\"address\":\"a| body| MALFORMED_JSON",
                "{\"address\":\"a\",}| body| MALFORMED_JSON",
                "{address:\"a\"}| body| MALFORMED_JSON",
                "{'address':\"a\"}| body| MALFORMED_JSON",
                "{\"address\":\"a\"}}| body| MALFORMED_JSON",
                "{\"address\":\"a\"} {}| body| MALFORMED_JSON",
                "{\"address\":\"a\"} x| body| MALFORMED_JSON",
                "{\"address\":\"a\"}//| body| MALFORMED_JSON",
                "{\"address\":NaN}| body| MALFORMED_JSON",
                "{}| address| MISSING_FIELD",
                "{\"interface\":\"eth0\"}| address| MISSING_FIELD",
                "{\"address\":null}| address| NOT_A_STRING",
                "{\"address\":5}| address| NOT_A_STRING",
                "{\"address\":true}| address| NOT_A_STRING",
                "{\"address\":[\"a\"]}| address| NOT_A_STRING",
                "{\"address\":{}}| address| NOT_A_STRING",
                "{\"address\":\"a\",\"interface\":7}| interface| NOT_A_STRING",
                "{\"address\":\"a\",\"address\":\"a\"}| address| DUPLICATE_FIELD",
                "{\"interface\":null,\"interface\":null,\"address\":\"a\"}| interface| DUPLICATE_FIELD",
                "{\"address\":\"a\",\"adress\":\"b\"}| adress| UNKNOWN_FIELD",
                "{\"Address\":\"a\"}| Address| UNKNOWN_FIELD",
            })
    void refusesNamingTheField(String body, String field, ProblemReason reason) {
        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> read(body))
                .satisfies(refusal -> {
                    assertThat(refusal.field()).isEqualTo(field);
                    assertThat(refusal.reason()).isEqualTo(reason);
                });
    }

    @Test
    void refusesWhatIsNotUtf8() {
        byte[] body = {'{', '"', 'a', 'd', 'd', 'r', 'e', 's', 's', '"', ':', '"', (byte) 0xc3, '"', '}'};

        assertThatExceptionOfType(InvalidRequestException.class)
                .isThrownBy(() -> RequestFields.read(body, Set.of("address"), Set.of()))
                .satisfies(refusal -> assertThat(refusal.reason()).isEqualTo(ProblemReason.MALFORMED_JSON));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void anyBytesAreReadOrRefusedWithItsOwnException(long seed) {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        byte[] valid = "{\"address\":\"1.2.3.5/24\",\"interface\":\"eth0\"}".getBytes(UTF_8);
        for (int round = 0; round < 20_000; round++) {
            byte[] body = valid.clone();
            int edits = random.nextInt(1, 5);
            for (int edit = 0; edit < edits; edit++) {
                body[random.nextInt(body.length)] = (byte) random.nextInt(256);
            }
            try {
                RequestFields.read(body, Set.of("address"), Set.of("interface")).get("address");
            } catch (InvalidRequestException refusal) {
                assertThat(refusal.field()).as("seed %d", seed).isNotEmpty();
            }
        }
    }

    private static RequestFields read(String body) throws InvalidRequestException {
        return RequestFields.read(body.getBytes(UTF_8), Set.of("address"), Set.of("interface"));
    }
}
