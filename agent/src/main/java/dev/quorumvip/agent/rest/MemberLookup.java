package dev.quorumvip.agent.rest;

import dev.quorumvip.api.MemberStatus;
import java.util.List;
import java.util.function.Predicate;

/** Finds the member that somebody means who gives a number or a name. */
public final class MemberLookup {
    private MemberLookup() {}

    /**
     * The member of that number, or else of that name.
     *
     * @param idOrName a number in decimal, or a name
     * @throws UnknownNameException when there is none
     */
    public static MemberStatus find(List<MemberStatus> members, String idOrName) throws UnknownNameException {
        Predicate<MemberStatus> byId = member -> Long.toString(member.id()).equals(idOrName);
        return members.stream()
                .filter(byId)
                .findFirst()
                .or(() -> members.stream()
                        .filter(member -> member.name().equals(idOrName))
                        .findFirst())
                .orElseThrow(() -> new UnknownNameException("member", idOrName));
    }
}
