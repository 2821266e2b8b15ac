package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Announcement;
import dev.quorumvip.e2e.probe.Answer;
import dev.quorumvip.e2e.probe.Recording;
import dev.quorumvip.e2e.probe.WireProbe;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Each fault of the holder of an IPv6 address, and how soon a new holder answers. */
class Ipv6FailoverIT extends FailoverIT {
    private static final Logger log = LoggerFactory.getLogger(Ipv6FailoverIT.class);

    private static final Duration FIRST_ANSWER = Duration.ofMillis(5);
    private static final Duration ASKING = Duration.ofMillis(1);
    private static final int HANDOVERS = 5;

    @Override
    String vip() {
        return "fd00:77::50";
    }

    @Override
    String cidr() {
        return "fd00:77::50/64";
    }

    /** It announces as soon as it has bound; with duplicate address detection it would not answer for a second. */
    @Test
    void aNewHolderAnswersWithinFiveMillisecondsOfBinding() throws Exception {
        try (WireProbe fine = WireProbe.startAsking(network, vip(), ASKING)) {
            for (int handover = 0; handover < HANDOVERS; handover++) {
                Node holder = holder();
                Instant at = Instant.now();
                Fault.TERMINATE.inject(cluster, holder);
                Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
                Recording recording = fine.recording(at, Instant.now());
                Instant announced = firstAnnouncement(recording, successor);
                Instant answered = firstAnswer(recording, successor);
                Duration late = Duration.between(announced, answered);
                log.atInfo()
                        .addKeyValue("us", late.toNanos() / 1_000)
                        .log("the first question that was answered, after the first announcement");
                assertThat(late).isLessThanOrEqualTo(FIRST_ANSWER.plus(ASKING));
                Fault.TERMINATE.mend(cluster, holder);
                awaitAllReady();
            }
        }
    }

    @Test
    void saysItAgainAtTheSamePaceAsAnIpv4Address() {
        Node holder = holder();
        Instant at = Instant.now();
        Fault.TERMINATE.inject(cluster, holder);
        Node successor = awaitMovedFrom(holder, SERVED_AGAIN);
        awaitTrue(
                "a burst of five",
                Duration.ofSeconds(2),
                () -> announcements(probe.recording(at, Instant.now()), successor)
                                .size()
                        == 5);
        assertThat(announcements(probe.recording(at, Instant.now()), successor))
                .extracting(Announcement::form)
                .containsOnly(Announcement.Form.ADVERTISEMENT);
        Fault.TERMINATE.mend(cluster, holder);
        awaitAllReady();
    }

    private static Instant firstAnnouncement(Recording recording, Node node) {
        return announcements(recording, node).getFirst().at();
    }

    private static List<Announcement> announcements(Recording recording, Node node) {
        return recording.announcements().stream()
                .filter(seen -> seen.mac().equals(node.mac()))
                .toList();
    }

    private static Instant firstAnswer(Recording recording, Node node) {
        return recording.answers().stream()
                .filter(answer -> answer.mac().equals(node.mac()))
                .map(Answer::sentAt)
                .findFirst()
                .orElseThrow();
    }
}
