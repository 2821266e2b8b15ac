package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.NodeNames;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.Role;
import dev.quorumvip.api.SessionState;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MemberLookupTest {
    private static final MemberStatus BY_NUMBER = member(7, "n1");
    private static final MemberStatus NAMED_AS_A_NUMBER = member(8, "7");
    private static final MemberStatus DOTTED = member(9, "7.example");
    private static final MemberStatus LONGEST = member(10, NodeNames.LONGEST);
    private static final List<MemberStatus> MEMBERS = List.of(NAMED_AS_A_NUMBER, BY_NUMBER, DOTTED, LONGEST);

    @Test
    void aNumberComesBeforeANameThatLooksLikeOne() throws Exception {
        assertThat(MemberLookup.find(MEMBERS, "7")).isEqualTo(BY_NUMBER);
        assertThat(MemberLookup.find(List.of(NAMED_AS_A_NUMBER, DOTTED), "7"))
                .as("where nobody has the number")
                .isEqualTo(NAMED_AS_A_NUMBER);
        assertThat(MemberLookup.find(MEMBERS, "8")).isEqualTo(NAMED_AS_A_NUMBER);
    }

    @Test
    void aNameIsTheWholeName() throws Exception {
        assertThat(MemberLookup.find(MEMBERS, "7.example")).isEqualTo(DOTTED);
        assertThat(MemberLookup.find(MEMBERS, NodeNames.LONGEST)).isEqualTo(LONGEST);
        assertThatThrownBy(() -> MemberLookup.find(MEMBERS, "example")).isInstanceOf(UnknownNameException.class);
        assertThatThrownBy(() -> MemberLookup.find(MEMBERS, "7.")).isInstanceOf(UnknownNameException.class);
    }

    private static MemberStatus member(long id, String name) {
        return new MemberStatus(
                id, name, "192.0.2.1:8800", Role.VOTER, Map.of(), List.of(), false, SessionState.OPEN, true, false);
    }
}
