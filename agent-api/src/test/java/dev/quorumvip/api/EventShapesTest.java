package dev.quorumvip.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EventShapesTest {
    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE)
            .build();

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "UNRECOGNISED")
    void typesAreWordsWithDashes(EventType type) throws Exception {
        assertThat(json.writeValueAsString(type)).isEqualTo("\"" + type.word() + "\"");
        assertThat(type.word()).matches("[a-z]+(-[a-z]+)*");
        assertThat(json.readValue("\"" + type.word() + "\"", EventType.class)).isEqualTo(type);
    }

    @Test
    void aTypeOfANewerAgentIsNotRecognised() throws Exception {
        assertThat(json.readValue("\"earthquake\"", EventType.class)).isEqualTo(EventType.UNRECOGNISED);
    }

    @Test
    void everyEventHasEveryProperty() throws Exception {
        ClusterEvent bare = new ClusterEvent("5-1", null, EventType.GAP, null, null, null, null, null, null, null);
        assertThat(json.writeValueAsString(new EventList(List.of(bare))))
                .isEqualTo("{\"events\":[{\"id\":\"5-1\",\"at\":null,\"type\":\"gap\",\"vip\":null,\"member\":null,"
                        + "\"from\":null,\"to\":null,\"reason\":null,\"times\":null,\"detail\":null}]}");
    }

    @Test
    void timesAreReadAsTheyAreWritten() throws Exception {
        TransitionTimes times = new TransitionTimes(0, null, 4, 9, 12L);
        String written = json.writeValueAsString(times);
        assertThat(written)
                .isEqualTo("{\"detectedMillis\":0,\"closedMillis\":null,\"committedMillis\":4,\"boundMillis\":9,"
                        + "\"announcedMillis\":12}");
        assertThat(json.readValue(written, TransitionTimes.class)).isEqualTo(times);
    }

    @Test
    void outageEndsWithTheAnnouncementOrElseWithTheBinding() {
        assertThat(new TransitionTimes(0, null, 4, 9, 12L).outageMillis()).isEqualTo(12);
        assertThat(new TransitionTimes(0, null, 4, 9, null).outageMillis()).isEqualTo(9);
    }
}
