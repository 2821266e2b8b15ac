package dev.quorumvip.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import org.jspecify.annotations.Nullable;

/**
 * How the segment is told where a virtual IP is.
 *
 * @param count announcements in the first burst, 1 to 20
 * @param interval between two of the burst, 10 ms to 10 s
 * @param refresh between two afterwards, 1 s to 1 h
 */
@JsonInclude(Include.NON_NULL)
public record AnnouncementSpec(
        @Nullable Integer count,
        @Nullable String interval,
        @Nullable String refresh) {}
