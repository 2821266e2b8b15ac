package dev.quorumvip.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StatusShapesTest {
    private static final VipSpec SPEC = new VipSpec(
            "10.0.0.5/24",
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null,
            null);

    private static final HolderStatus HOLDER = new HolderStatus(7, "node-7", "eth0", "02:00:00:00:00:07", null);

    private final ObjectMapper client = JsonMapper.builder()
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .build();

    @Test
    void unknownVipCannotNameAHolder() {
        assertThatIllegalArgumentException().isThrownBy(() -> vip(VipState.UNKNOWN, HOLDER));
        assertThatIllegalArgumentException().isThrownBy(() -> vip(VipState.UNASSIGNED, HOLDER));
    }

    @Test
    void heldVipMustNameItsHolder() {
        assertThatIllegalArgumentException().isThrownBy(() -> vip(VipState.HELD, null));
    }

    @ParameterizedTest
    @EnumSource(VipState.class)
    void onlyTheUnknownStateIsUnconfirmed(VipState state) {
        VipStatus status = vip(state, state.namesHolder() ? HOLDER : null);

        assertThat(status.confirmed()).isEqualTo(state != VipState.UNKNOWN);
    }

    @Test
    void vipSurvivesTheWire() throws Exception {
        VipStatus held = vip(VipState.HELD, HOLDER);
        String json = client.writeValueAsString(held);

        assertThat(json).contains("\"confirmed\":true", "\"lastTransition\":null");
        assertThat(client.readValue(json, VipStatus.class)).isEqualTo(held);
    }

    @Test
    void rolesUseDqlitesWords() throws Exception {
        for (Role role : Role.values()) {
            assertThat(client.writeValueAsString(role)).isEqualTo("\"" + role.word() + "\"");
        }
    }

    @Test
    void wordsOfANewerAgentDoNotBreakAClient() throws Exception {
        assertThat(client.readValue("\"PARKED\"", VipState.class)).isEqualTo(VipState.UNKNOWN);
        assertThat(client.readValue("\"TIRED\"", ProblemReason.class)).isEqualTo(ProblemReason.UNRECOGNISED);
        assertThat(client.readValue("{\"live\":true,\"mood\":1}", Liveness.class))
                .isEqualTo(new Liveness(true));
    }

    private static VipStatus vip(VipState state, @Nullable HolderStatus holder) {
        return new VipStatus(
                "default", 1, List.of("10.0.0.5/24"), SPEC, state, holder, false, List.of(), null, List.of(), null, 0);
    }
}
