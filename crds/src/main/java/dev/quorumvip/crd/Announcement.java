package dev.quorumvip.crd;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;

/** How the segment is told where a virtual IP is: by gratuitous ARP, and by unsolicited neighbour advertisements. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Announcement(
        @JsonPropertyDescription("Announcements in the first burst, 1 to 20.") @Default("5") @Min(1) @Max(20)
        Integer count,

        @JsonPropertyDescription("Between two of the burst, 10ms to 10s.")
        @Default("100ms")
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "10ms" + Rules.TO + "10s" + Rules.END,
                message = "must be a duration from 10ms to 10s, such as 500ms, 2s or 1m")
        String interval,

        @JsonPropertyDescription("Between two afterwards, 1s to 1h.")
        @Default("10s")
        @Size(max = 16)
        @ValidationRule(
                value = Rules.FROM + "1s" + Rules.TO + "1h" + Rules.END,
                message = "must be a duration from 1s to 1h, such as 500ms, 2s or 1m")
        String refresh) {
    /** Five in half a second, then one each ten. */
    public static final Announcement USUAL = new Announcement(5, "100ms", "10s");

    /** What is left out, or null, is the default. */
    public Announcement {
        count = count == null ? Integer.valueOf(5) : count;
        interval = interval == null ? "100ms" : interval;
        refresh = refresh == null ? "10s" : refresh;
    }
}
