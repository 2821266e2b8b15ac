package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.cluster.VoterSetVersion;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.agent.protocol.Message.Knowledge;
import dev.quorumvip.agent.protocol.Message.MemberState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Under which voter set a session's acks are counted. */
class SessionDeskVotersTest {
    private static final NodeId SELF = new NodeId(9);
    private static final VoterSet FIRST = voters(1, 1, 2, 3);
    private static final VoterSet LATER = voters(4, 4, 5, 6);

    private final List<Message.Renew> sent = new ArrayList<>();
    private final List<ClusterAddress> recipients = new ArrayList<>();
    private final LoneSession lone = new LoneSession(SELF, FIRST, (to, message) -> {
        sent.add((Message.Renew) message);
        recipients.add(to);
    });

    @Test
    void countsNothingUnderASetThatItOnlyHeardOf() {
        lone.open();
        lone.desk().learn(LATER);
        sent.clear();
        recipients.clear();
        lone.desk().renew();
        assertThat(sent).extracting(Message.Renew::version).containsOnly(FIRST.version());
        assertThat(recipients)
                .as("who votes now is asked all the same, and tells whether the session is open")
                .containsAll(LATER.members().values());
    }

    @Test
    void countsUnderANewerSetOnceTheSessionIsKnownToBeOpenInIt() {
        lone.open();
        lone.desk().learn(new Knowledge(SELF, 50, Optional.empty(), LATER, MemberState.MEMBER, 1, List.of()));
        sent.clear();
        lone.desk().renew();
        assertThat(sent).extracting(Message.Renew::version).containsOnly(LATER.version());
    }

    @Test
    void countsUnderTheSetThatWasKnownBeforeTheSessionWasProposed() {
        lone.answerLater();
        lone.open();
        lone.desk().learn(LATER);
        lone.answerNow();
        assertThat(sent).isNotEmpty().extracting(Message.Renew::version).containsOnly(FIRST.version());
    }

    private static VoterSet voters(long version, long... nodes) {
        TreeMap<NodeId, ClusterAddress> members = new TreeMap<>();
        for (long node : nodes) {
            members.put(new NodeId(node), ClusterAddress.parse("10.0.0." + node + ":8800"));
        }
        return new VoterSet(new VoterSetVersion(version), members);
    }
}
