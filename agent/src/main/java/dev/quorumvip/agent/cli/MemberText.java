package dev.quorumvip.agent.cli;

import dev.quorumvip.api.MemberStatus;
import java.util.List;

/** Members as a table; {@code *} marks the one that answered. */
final class MemberText {
    private MemberText() {}

    static String of(List<MemberStatus> members) {
        if (members.isEmpty()) {
            return "This node belongs to no cluster yet.";
        }
        TextTable table = new TextTable().row("MEMBER", "ID", "ADDRESS", "ROLE", "SESSION", "LIVE");
        for (MemberStatus member : members) {
            table.row(
                    member.name() + (member.self() ? " *" : ""),
                    String.valueOf(member.id()),
                    member.address(),
                    member.role().word(),
                    member.session().name(),
                    live(member));
        }
        return table.toString();
    }

    private static String live(MemberStatus member) {
        Boolean live = member.live();
        if (live == null) {
            return "unknown";
        }
        return live ? "yes" : "no";
    }
}
