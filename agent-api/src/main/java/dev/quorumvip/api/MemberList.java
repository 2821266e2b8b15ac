package dev.quorumvip.api;

import java.util.List;

/**
 * Body of {@code GET /v1/members}.
 *
 * @param members every member, by number
 */
public record MemberList(List<MemberStatus> members) {
    public MemberList {
        members = List.copyOf(members);
    }
}
