package dev.quorumvip.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.NeighbourAdvertisement;
import dev.quorumvip.agent.announcement.SimulatedFramePorts;
import dev.quorumvip.agent.announcement.SimulatedFramePorts.Sent;
import dev.quorumvip.agent.clock.SettableClock;
import dev.quorumvip.agent.definition.VipDefinition;
import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

class AnnouncerTest {
    private static final Duration BURST = Duration.ofMillis(100);
    private static final Duration REFRESH = Duration.ofSeconds(10);
    private static final Inet6Address SIX = (Inet6Address) InetAddress.ofLiteral("2001:db8::10");

    private final SettableClock clock = new SettableClock();
    private final SimulatedFramePorts ports = new SimulatedFramePorts();
    private final List<String> counted = new ArrayList<>();
    private final Announcer announcer =
            new Announcer(ports, clock, name -> name.equals("wan0"), new Deaf(), counted::add);
    private AnnouncementSchedule schedule = VipDefinition.DEFAULT_ANNOUNCEMENT;
    private final Held web = held("web", 1, "192.0.2.10/24");
    private final Held six = held("six", 3, "2001:db8::10/64");
    private final InetAddress webIp = web.vip().addresses().getFirst().ip();

    @Test
    void saysItAsARequestAndAsAReplyAtOnce() {
        start(web);
        Inet4Address ip = (Inet4Address) webIp;
        assertThat(ports.takeSent())
                .containsExactly(
                        new Sent("eth0", ArpPacket.gratuitousRequest(web.link().mac(), ip)),
                        new Sent("eth0", ArpPacket.gratuitousReply(web.link().mac(), ip)));
        assertThat(counted).containsExactly("request", "reply");
    }

    @Test
    void sendsABurstOfFiveAndThenARefresh() {
        long start = clock.nanos();
        start(web);
        List<Duration> times = new ArrayList<>();
        ports.takeSent();
        for (int i = 0; i < 6; i++) {
            long due = announcer.tick().orElseThrow();
            assertThat(ports.takeSent()).as("not before it is due").isEmpty();
            clock.advance(Duration.ofNanos(due - clock.nanos()));
            announcer.tick();
            assertThat(ports.takeSent()).hasSize(2);
            times.add(Duration.ofNanos(clock.nanos() - start));
        }
        assertThat(times)
                .containsExactly(
                        Duration.ofMillis(100),
                        Duration.ofMillis(200),
                        Duration.ofMillis(300),
                        Duration.ofMillis(400),
                        Duration.ofMillis(10_400),
                        Duration.ofMillis(20_400));
    }

    @Test
    void followsTheScheduleOfEachVipAndWhatItBecomes() {
        schedule = new AnnouncementSchedule(2, Duration.ofMillis(30), Duration.ofSeconds(1));
        start(web);
        assertThat(nextIn()).isEqualTo(Duration.ofMillis(30));
        assertThat(nextIn()).as("after the second the burst is over").isEqualTo(Duration.ofSeconds(1));
        schedule = new AnnouncementSchedule(2, Duration.ofMillis(30), Duration.ofSeconds(60));
        announcer.lookAgain();
        assertThat(nextIn()).isEqualTo(Duration.ofSeconds(60));
        schedule = new AnnouncementSchedule(2, Duration.ofMillis(30), Duration.ofSeconds(5));
        announcer.lookAgain();
        assertThat(nextIn()).as("sooner than was planned").isEqualTo(Duration.ofSeconds(5));
    }

    /** How long it is until something is due, which it lets pass. */
    private Duration nextIn() {
        Duration in = Duration.ofNanos(announcer.tick().orElseThrow() - clock.nanos());
        clock.advance(in);
        announcer.tick();
        return in;
    }

    @Test
    void owesOneAnnouncementAfterAPauseAndNotAFlood() {
        start(web);
        ports.takeSent();
        clock.advance(Duration.ofHours(1));
        announcer.tick();
        announcer.tick();
        assertThat(ports.takeSent()).hasSize(2);
    }

    @Test
    void fallsSilentWhenStopped() {
        start(web);
        ports.takeSent();
        announcer.stop(web);
        clock.advance(REFRESH);
        assertThat(announcer.tick()).isEmpty();
        assertThat(ports.takeSent()).isEmpty();
        assertThat(announcer.announces(webIp)).isFalse();
    }

    @Test
    void tellsWhenTheNextOfAllIsDue() {
        start(web);
        clock.advance(Duration.ofMillis(40));
        start(held("db", 2, "192.0.2.11/24"));
        assertThat(announcer.tick())
                .hasValue(clock.nanos() + Duration.ofMillis(60).toNanos());
    }

    @Test
    void answersARivalWithANewBurst() {
        finishBurst();
        announcer.insist(webIp);
        assertThat(ports.takeSent()).hasSize(2);
        clock.advance(BURST);
        announcer.tick();
        assertThat(ports.takeSent()).as("the burst goes on").hasSize(2);
    }

    @Test
    void letsNoRivalProvokeMoreThanABurst() {
        start(web);
        ports.takeSent();
        for (int i = 0; i < 1_000; i++) {
            announcer.insist(webIp);
        }
        assertThat(ports.takeSent()).isEmpty();
    }

    @Test
    void leavesOtherPeoplesAddressesAlone() throws Exception {
        finishBurst();
        announcer.insist(InetAddress.getByName("192.0.2.99"));
        assertThat(ports.takeSent()).isEmpty();
        assertThat(announcer.announces(InetAddress.getByName("192.0.2.99"))).isFalse();
    }

    @Test
    void opensAnInterfaceOnceAndAheadOfTimeIfAsked() throws Exception {
        announcer.prepare("eth0");
        start(web);
        start(held("db", 2, "192.0.2.11/24"));
        assertThat(ports.opened()).containsExactly("eth0");
    }

    @Test
    void opensAPortThatWasClosedAnewForTheNextAnnouncement() {
        failOnce(FramePortException.Reason.CLOSED);
        assertThat(ports.closed()).containsExactly("eth0");
        assertThat(ports.opened()).containsExactly("eth0", "eth0");
    }

    @Test
    void keepsAPortThatRefusedAFrame() {
        failOnce(FramePortException.Reason.FAILED);
        assertThat(ports.closed()).isEmpty();
        assertThat(ports.opened()).containsExactly("eth0");
    }

    private void failOnce(FramePortException.Reason reason) {
        start(web);
        ports.takeSent();
        counted.clear();
        ports.fail(reason);
        clock.advance(BURST);
        announcer.tick();
        assertThat(counted).isEmpty();
        ports.fail(null);
        clock.advance(BURST);
        announcer.tick();
        assertThat(ports.takeSent()).hasSize(2);
    }

    @Test
    void opensAnInterfaceAnewAfterItWasReplaced() {
        start(web);
        announcer.forget("eth0");
        announcer.forget("eth7");
        clock.advance(BURST);
        announcer.tick();
        assertThat(ports.closed()).containsExactly("eth0");
        assertThat(ports.opened()).containsExactly("eth0", "eth0");
    }

    @Test
    void saysAVersion6AddressByAnAdvertisementOnTheSameSchedule() {
        start(six);
        Sent announcement =
                new Sent("eth0", NeighbourAdvertisement.unsolicited(six.link().mac(), SIX, false));
        assertThat(ports.takeSent()).containsExactly(announcement);
        assertThat(counted).containsExactly("advertisement");
        clock.advance(BURST);
        announcer.tick();
        assertThat(ports.takeSent()).containsExactly(announcement);
        assertThat(announcer.announces(SIX)).isTrue();
    }

    @Test
    void saysThatItIsARouterWhereItIsOne() {
        start(new Held(six.vip(), SimulatedLinkTable.up(4, "wan0"), 0, 0));
        assertThat(ports.takeSent())
                .extracting(Sent::packet)
                .asInstanceOf(InstanceOfAssertFactories.list(NeighbourAdvertisement.class))
                .extracting(NeighbourAdvertisement::router)
                .containsExactly(true);
    }

    @Test
    void defendsWithOneAnnouncementAndGoesOnAsBefore() {
        finishBurst();
        start(six);
        OptionalLong due = announcer.tick();
        ports.takeSent();
        announcer.defend(webIp);
        assertThat(ports.takeSent()).extracting(Sent::address).containsExactly(webIp, webIp);
        announcer.defend(SIX);
        assertThat(ports.takeSent()).extracting(Sent::address).containsExactly(SIX);
        assertThat(announcer.tick()).isEqualTo(due);
        announcer.stop(six);
        announcer.defend(SIX);
        assertThat(ports.takeSent()).as("what is not held").isEmpty();
    }

    @Test
    void givesItsPortsBackOnClose() {
        start(web);
        announcer.close();
        announcer.close();
        assertThat(ports.closed()).containsExactly("eth0");
    }

    private void finishBurst() {
        start(web);
        for (int i = 0; i < 4; i++) {
            clock.advance(BURST);
            announcer.tick();
        }
        ports.takeSent();
    }

    private void start(Held held) {
        announcer.start(held, () -> schedule, () -> {});
    }

    private static Held held(String name, long grant, String cidr) {
        return new Held(HolderBench.vip(name, grant, cidr), SimulatedLinkTable.up(3, "eth0"), 0, 0);
    }

    private static final class Deaf implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {}
    }
}
