package dev.quorumvip.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.e2e.fault.Fault;
import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.probe.Announcement;
import dev.quorumvip.e2e.probe.Recording;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Each fault of the holder of an IPv6 address. */
class Ipv6FailoverIT extends FailoverIT {
    @Override
    String vip() {
        return "fd00:77::50";
    }

    @Override
    String cidr() {
        return "fd00:77::50/64";
    }

    /** Once: what decides is the same as for IPv4. */
    @Override
    int rounds() {
        return 1;
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

    private static List<Announcement> announcements(Recording recording, Node node) {
        return recording.announcements().stream()
                .filter(seen -> seen.mac().equals(node.mac()))
                .toList();
    }
}
