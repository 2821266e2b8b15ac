package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.announcement.AnnouncementPace;
import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.FramePorts;
import dev.quorumvip.agent.announcement.NeighbourAdvertisement;
import dev.quorumvip.agent.announcement.NeighbourPacket;
import dev.quorumvip.agent.announcement.NeighbourSolicitation;
import dev.quorumvip.agent.announcement.RouterRole;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.GrantNumber;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the segment where a VIP is, a short burst and then a refresh for as long as the VIP is held: by gratuitous ARP
 * as request and as reply, because some gear takes only one of them, and for IPv6 by unsolicited neighbour
 * advertisements. Few at a time, because a flood stalls the machine that sends it.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    /**
     * Of so many VIPs at a time, 64 frames, every so often. On a bridge of six machines sending so many takes 3 to 4 ms;
     * those of 200 VIPs are out after 35 to 50 ms, and would keep the sender for 20 to 30 if they left at once.
     */
    private static final int TOGETHER = 32;

    private static final Duration PAUSE = Duration.ofMillis(5);

    private final FramePorts ports;
    private final MonotonicClock clock;
    private final RouterRole role;
    private final FrameListener listener;
    private final Consumer<String> announced;
    private final Map<String, FramePort> open = new HashMap<>();
    /** Interfaces on which the last announcement could not be sent, which is said once. */
    private final Set<String> failing = new HashSet<>();

    private final Map<GrantNumber, Course> courses = new TreeMap<>();
    private final Map<InetAddress, Course> byAddress = new HashMap<>();
    private final AnnouncementPace pace = new AnnouncementPace(TOGETHER, PAUSE);
    private long nextLook;

    /**
     * @param role asked for each announcement of an IPv6 address
     * @param listener hears what others say about addresses on the interfaces in use
     * @param announced told of each frame that was sent: {@code request}, {@code reply} or {@code advertisement}
     */
    public Announcer(
            FramePorts ports,
            MonotonicClock clock,
            RouterRole role,
            FrameListener listener,
            Consumer<String> announced) {
        this.ports = ports;
        this.clock = clock;
        this.role = role;
        this.listener = listener;
        this.announced = announced;
    }

    /** Opens an interface ahead of time, because that takes tens of milliseconds. */
    public void prepare(String interfaceName) throws FramePortException {
        port(interfaceName);
    }

    /**
     * Begins a burst for this VIP, now, or with the next {@link #tick} if many others have just begun theirs.
     *
     * @param schedule asked after each announcement and when told to look again, since a VIP may be defined anew while
     *     it is held
     * @param firstSent run once, after the first announcement has left
     */
    void start(Held held, Supplier<AnnouncementSchedule> schedule, Runnable firstSent) {
        Course course = new Course(held, schedule, clock.nanos(), firstSent);
        stop(held);
        courses.put(held.vip().grant(), course);
        held.ips().forEach(ip -> byAddress.put(ip, course));
        sendOrLeaveToTick(course);
    }

    /** Begins a new burst for a VIP that is announced. */
    void startAgain(Held held) {
        Course course = courses.get(held.vip().grant());
        if (course != null) {
            course.beginAgain();
            sendOrLeaveToTick(course);
        }
    }

    /** Schedules may have changed. */
    void lookAgain() {
        courses.values().forEach(Course::schedule);
        nextLook = clock.nanos();
    }

    void stop(Held held) {
        Course course = courses.remove(held.vip().grant());
        if (course != null) {
            course.held.ips().forEach(ip -> byAddress.remove(ip, course));
        }
    }

    /** Whether this node announces {@code ip} now. */
    public boolean announces(InetAddress ip) {
        return byAddress.containsKey(ip);
    }

    /** Begins a new burst for {@code ip}, because somebody else claimed it; not while a burst is under way. */
    public void insist(InetAddress ip) {
        Course course = byAddress.get(ip);
        if (course != null && course.sent >= course.schedules.get().burstCount()) {
            course.beginAgain();
            sendOrLeaveToTick(course);
        }
    }

    /**
     * Announces {@code ip} once, beside its course: the single announcement with which a conflict may be answered (RFC
     * 5227 §2.4 (c)). How often is the caller's to decide.
     */
    public void defend(InetAddress ip) {
        Course course = byAddress.get(ip);
        if (course != null) {
            send(course.held, List.of(ip));
        }
    }

    /** Puts a question on a segment; one that cannot be sent is lost, as any may be. */
    public void ask(Link link, NeighbourPacket question) {
        try {
            port(link.name()).send(question.toBytes());
        } catch (FramePortException e) {
            forget(link.name());
            LOG.atDebug()
                    .addKeyValue("interface", link.name())
                    .addKeyValue("reason", e.getMessage())
                    .log("a question could not be sent");
        }
    }

    /**
     * Sends what is due, a few at a time: first what was never sent, and then what has waited longest.
     *
     * @return the clock reading at which to call this again, empty if nothing is announced
     */
    public OptionalLong tick() {
        long now = clock.nanos();
        if (courses.isEmpty()) {
            return OptionalLong.empty();
        }
        if (now - nextLook >= 0) {
            List<Course> due = courses.values().stream()
                    .filter(c -> now - c.next >= 0)
                    .sorted(Comparator.comparing((Course c) -> c.sent > 0).thenComparingLong(c -> c.next - now))
                    .toList();
            due.stream().takeWhile(c -> pace.take(now)).forEach(this::send);
            long next = courses.values().stream().mapToLong(c -> c.next).min().orElse(now);
            nextLook = next - now > 0 ? next : pace.nextNanos();
        }
        return OptionalLong.of(nextLook);
    }

    private void sendOrLeaveToTick(Course course) {
        if (pace.take(clock.nanos())) {
            send(course);
        }
        nextLook = courses.size() == 1 || course.next - nextLook < 0 ? course.next : nextLook;
    }

    /** Gives the interface back after it was removed or replaced; it is opened again when needed. */
    public void forget(String interfaceName) {
        FramePort port = open.remove(interfaceName);
        if (port != null) {
            port.close();
        }
    }

    @Override
    public void close() {
        open.values().forEach(FramePort::close);
        open.clear();
    }

    private void send(Course course) {
        course.sent(clock.nanos());
        if (send(course.held, course.held.ips())) {
            course.left();
        }
    }

    /** @return false if not all of it could be sent */
    private boolean send(Held held, List<InetAddress> ips) {
        String name = held.link().name();
        try {
            FramePort port = port(name);
            for (InetAddress ip : ips) {
                send(port, held.link(), ip);
            }
            failing.remove(name);
            return true;
        } catch (FramePortException e) {
            if (e.reason() == FramePortException.Reason.CLOSED) {
                forget(name);
            }
            // A port that is of no use any more says so to its listener. What is refused beyond that is a frame that
            // the
            // kernel had no room for, or that met a closed gate: opening the port anew takes long and helps nobody.
            if (failing.add(name)) {
                LOG.atWarn()
                        .addKeyValue("vip", held.vip().vip())
                        .addKeyValue("interface", name)
                        .addKeyValue("reason", e.getMessage())
                        .log(
                                "an announcement could not be sent; clients may look in the wrong place until the next one");
            }
            return false;
        }
    }

    private void send(FramePort port, Link link, InetAddress ip) throws FramePortException {
        boolean router = ip instanceof Inet6Address && role.forwards(link.name());
        for (NeighbourPacket packet : NeighbourPacket.announcements(link.mac(), ip, router)) {
            port.send(packet.toBytes());
            announced.accept(kind(packet));
        }
    }

    private static String kind(NeighbourPacket packet) {
        return switch (packet) {
            case ArpPacket arp -> arp.operation() == ArpPacket.Operation.REQUEST ? "request" : "reply";
            case NeighbourAdvertisement advertisement -> "advertisement";
            case NeighbourSolicitation solicitation -> "solicitation";
        };
    }

    private FramePort port(String interfaceName) throws FramePortException {
        FramePort port = open.get(interfaceName);
        if (port == null) {
            port = ports.open(interfaceName, listener);
            open.put(interfaceName, port);
        }
        return port;
    }

    private static final class Course {
        private final Held held;
        private final Supplier<AnnouncementSchedule> schedules;
        private Runnable firstSent;
        private int sent;
        private long lastNanos;
        /** Kept, because every tick looks at it in all courses. */
        private long next;

        Course(Held held, Supplier<AnnouncementSchedule> schedules, long now, Runnable firstSent) {
            this.held = held;
            this.schedules = schedules;
            this.lastNanos = now;
            this.firstSent = firstSent;
            schedule();
        }

        void sent(long now) {
            sent++;
            lastNanos = now;
            schedule();
        }

        void beginAgain() {
            sent = 0;
            schedule();
        }

        void schedule() {
            next = schedules.get().nextSendNanos(lastNanos, sent);
        }

        void left() {
            Runnable tell = firstSent;
            firstSent = () -> {};
            tell.run();
        }
    }
}
