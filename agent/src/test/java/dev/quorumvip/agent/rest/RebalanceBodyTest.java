package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.api.RebalancePolicy;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RebalanceBodyTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | ONCE | 1",
                "{} | ONCE | 1",
                "{\"together\":null,\"policy\":null} | ONCE | 1",
                "{\"together\":100} | ONCE | 100",
                "{\"policy\":\"always\"} | ALWAYS | 1",
                "{\"policy\":\"always\",\"together\":3} | ALWAYS | 3",
                "{\"policy\":\"never\"} | NEVER | 1"
            })
    void isOnceAndOneAfterTheOtherUnlessItSaysOtherwise(String body, RebalancePolicy policy, int together)
            throws Exception {
        assertThat(read(body)).isEqualTo(new RebalanceBody(policy, together));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"together\":0} | together",
                "{\"together\":101} | together",
                "{\"together\":\"2\"} | together",
                "{\"policy\":\"often\"} | policy",
                "{\"policy\":1} | policy",
                "{\"policy\":\"never\",\"together\":2} | together",
                "{\"pace\":2} | pace",
                "[] | body"
            })
    void namesTheFieldThatIsWrong(String body, String field) {
        InvalidRequestException refusal = catchThrowableOfType(InvalidRequestException.class, () -> read(body));
        assertThat(refusal.errors())
                .singleElement()
                .satisfies(problem -> assertThat(problem.field()).isEqualTo(field));
    }

    @Test
    void saysWhichPoliciesThereAre() {
        assertThat(catchThrowableOfType(InvalidRequestException.class, () -> read("{\"policy\":\"often\"}")))
                .hasMessageContaining("once, always, never");
    }

    private static RebalanceBody read(String body) throws InvalidRequestException {
        return RebalanceBody.read(body.getBytes(StandardCharsets.UTF_8));
    }
}
