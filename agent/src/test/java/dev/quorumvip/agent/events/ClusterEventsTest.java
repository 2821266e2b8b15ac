package dev.quorumvip.agent.events;

import static dev.quorumvip.agent.events.History.AT;
import static dev.quorumvip.agent.events.History.address;
import static dev.quorumvip.agent.events.History.assign;
import static dev.quorumvip.agent.events.History.node;
import static dev.quorumvip.agent.events.History.session;
import static dev.quorumvip.agent.events.History.set;
import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.InterfaceChoice;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import dev.quorumvip.agent.state.TransitionReason;
import dev.quorumvip.api.ClusterEvent;
import dev.quorumvip.api.EventType;
import dev.quorumvip.api.TransitionTimes;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ClusterEventsTest {
    private static final Instant WALL = Instant.ofEpochMilli(AT);

    private final History log = History.withWebOnOne();

    @Test
    void aFoundingIsAMemberThatVotes() {
        assertThat(log.eventsOf(0))
                .containsExactly(
                        member("0-1", EventType.MEMBER_JOINED, "n1", "at 10.0.0.1:8800"),
                        other("0-2", EventType.VOTERS_CHANGED, "version 1: n1"));
    }

    @Test
    void anAssignmentIsATransition() {
        assertThat(log.eventsOfLast())
                .containsExactly(transition(log.lastIndex() + "-1", null, "n1", "FIRST_ASSIGNMENT"));
    }

    @Test
    void aDefinitionIsToldWhenItIsNew() {
        log.entry(new Command.SetVip(
                "db", VipDefinition.of(VipAddress.parse("192.0.2.6/24")).on(InterfaceChoice.of("eth1"))));
        assertThat(log.eventsOfLast())
                .containsExactly(vip(id(1), EventType.VIP_DEFINED, "db", null, null, "192.0.2.6/24 on eth1"));
        log.entry(set("web", "192.0.2.5/24"));
        assertThat(log.eventsOfLast()).as("the same again").isEmpty();
        log.entry(set("web", "192.0.2.9/24"));
        assertThat(log.eventsOfLast())
                .containsExactly(vip(id(1), EventType.VIP_DEFINED, "web", null, null, "192.0.2.9/24"));
    }

    @Test
    void aFailoverIsOneEntryWithItsTime() {
        log.entry(log.expire(1), assign("web", 2, TransitionReason.SESSION_EXPIRED));
        assertThat(log.eventsOfLast())
                .containsExactly(
                        new ClusterEvent(
                                id(1),
                                WALL,
                                EventType.SESSION_EXPIRED,
                                null,
                                "n1",
                                null,
                                null,
                                null,
                                null,
                                "session 1"),
                        transition(id(2), "n1", "n2", "SESSION_EXPIRED"));
    }

    @Test
    void aVipWithoutAHolderIsReleasedWithTheReason() {
        log.entry(log.release("web", 1));
        assertThat(log.eventsOfLast())
                .containsExactly(vip(id(1), EventType.RELEASED, "web", "n1", "NODE_STOPPING", null));
        log.entry(assign("web", 2, TransitionReason.NODE_STOPPING));
        assertThat(log.eventsOfLast()).containsExactly(transition(id(1), "n1", "n2", "NODE_STOPPING"));
        log.entry(new Command.OpenSession(session(2, 2)));
        assertThat(log.eventsOfLast())
                .containsExactly(vip(id(1), EventType.RELEASED, "web", "n2", "NODE_RESTARTED", null));
    }

    @Test
    void aVipIsDeletedOnceItsHolderHasLetGo() {
        log.entry(new Command.DeleteVip("web"));
        assertThat(log.eventsOfLast()).as("it is still there").isEmpty();
        log.entry(log.release("web", 1));
        assertThat(log.eventsOfLast())
                .containsExactly(
                        vip(id(1), EventType.RELEASED, "web", "n1", "VIP_DELETED", null),
                        vip(id(2), EventType.VIP_DELETED, "web", null, null, null));
    }

    @Test
    void aVipThatIsSetAgainWhileItGoesIsDefinedAgain() {
        log.entry(new Command.DeleteVip("web")).entry(set("web", "192.0.2.5/24"));
        assertThat(log.eventsOfLast())
                .containsExactly(vip(id(1), EventType.VIP_DEFINED, "web", null, null, "192.0.2.5/24"));
    }

    @Test
    void aTimingIsToldOnceWithTheTransitionThatItIsOf() {
        log.entry(log.timing("web"));
        assertThat(log.eventsOfLast())
                .containsExactly(new ClusterEvent(
                        id(1),
                        WALL,
                        EventType.VIP_TIMING,
                        "web",
                        null,
                        null,
                        "n1",
                        "FIRST_ASSIGNMENT",
                        new TransitionTimes(0, 3L, 8, 11, 12L),
                        null));
        log.entry(log.timing("web"));
        assertThat(log.eventsOfLast()).isEmpty();
        log.entry(new Command.Revoke("web", log.grantOf("web"), TransitionReason.VIP_CHANGED));
        assertThat(log.eventsOfLast()).as("nor with what comes after").isEmpty();
    }

    @Test
    void membersComeAndGo() {
        log.entry(new Command.AddMember(node(4), "n4", address(4)));
        assertThat(log.eventsOfLast())
                .containsExactly(member(id(1), EventType.MEMBER_JOINED, "n4", "at 10.0.0.4:8800"));
        log.entry(new Command.StartRemoval(node(4)));
        assertThat(log.eventsOfLast()).containsExactly(member(id(1), EventType.MEMBER_LEAVING, "n4", null));
        log.entry(new Command.StartRemoval(node(4)));
        assertThat(log.eventsOfLast()).isEmpty();
        log.entry(new Command.DropMember(node(4)));
        assertThat(log.eventsOfLast()).containsExactly(member(id(1), EventType.MEMBER_REMOVED, "n4", null));
    }

    @Test
    void aChangeOfVotersNamesThemAll() {
        log.entry(log.voters(1, 2));
        assertThat(log.eventsOfLast()).containsExactly(other(id(1), EventType.VOTERS_CHANGED, "version 2: n1, n2"));
        log.entry(new Command.Settled(log.version()));
        assertThat(log.eventsOfLast()).isEmpty();
    }

    @Test
    void aHolderThatIsNoMemberAnyMoreIsStillNamed() {
        log.entry(log.release("web", 1), assign("web", 2, TransitionReason.NODE_STOPPING));
        log.entry(log.voters(1, 2)).entry(new Command.Settled(log.version()));
        log.entry(log.voters(2)).entry(new Command.Settled(log.version()));
        log.entry(new Command.StartRemoval(node(1)), new Command.DropMember(node(1)));
        log.entry(log.timing("web"));
        assertThat(log.eventsOfLast()).extracting(ClusterEvent::from).containsExactly("removed node 1");
    }

    @Test
    void whatIsRefusedIsNoEvent() {
        log.entry(
                assign("web", 2, TransitionReason.FIRST_ASSIGNMENT),
                new Command.DropMember(node(2)),
                new Command.DeleteVip("none"));
        assertThat(log.eventsOfLast()).isEmpty();
    }

    @Test
    void manyEventsOfOneEntryAreCountedInOneOrder() {
        log.entry(set("a", "192.0.2.11/24"), set("b", "192.0.2.12/24"));
        log.entry(assign("b", 1, TransitionReason.FIRST_ASSIGNMENT), assign("a", 1, TransitionReason.FIRST_ASSIGNMENT));
        log.entry(
                log.expire(1),
                assign("web", 2, TransitionReason.SESSION_EXPIRED),
                assign("b", 3, TransitionReason.SESSION_EXPIRED));
        List<ClusterEvent> events = log.eventsOfLast();
        assertThat(events)
                .extracting(e -> e.id() + " " + e.type().word() + " " + e.vip())
                .containsExactly(
                        id(1) + " session-expired null",
                        id(2) + " released a",
                        id(3) + " transition b",
                        id(4) + " transition web");
    }

    private String id(int number) {
        return log.lastIndex() + "-" + number;
    }

    private static ClusterEvent transition(String id, @Nullable String from, String to, String reason) {
        return new ClusterEvent(id, WALL, EventType.TRANSITION, "web", null, from, to, reason, null, null);
    }

    private static ClusterEvent vip(
            String id,
            EventType type,
            String vip,
            @Nullable String from,
            @Nullable String reason,
            @Nullable String detail) {
        return new ClusterEvent(id, null, type, vip, null, from, null, reason, null, detail);
    }

    private static ClusterEvent member(String id, EventType type, String member, @Nullable String detail) {
        return new ClusterEvent(id, null, type, null, member, null, null, null, null, detail);
    }

    private static ClusterEvent other(String id, EventType type, String detail) {
        return new ClusterEvent(id, null, type, null, null, null, null, null, null, detail);
    }
}
