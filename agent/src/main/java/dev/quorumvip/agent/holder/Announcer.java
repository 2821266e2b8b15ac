package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.announcement.ArpPacket;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePort;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.FramePorts;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.cluster.GrantNumber;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells the segment where a VIP is: gratuitous ARP as request and as reply, a short burst and then a refresh for as
 * long as the VIP is held.
 *
 * <p>Both forms, because some gear takes only one of them; few at a time, because a flood stalls the machine that sends
 * it.
 */
public final class Announcer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Announcer.class);

    /** Five in the first half second, in case the first are lost while a switch learns; then every ten seconds. */
    public static final AnnouncementSchedule DEFAULT_SCHEDULE =
            new AnnouncementSchedule(5, Duration.ofMillis(100), Duration.ofSeconds(10));

    private final FramePorts ports;
    private final MonotonicClock clock;
    private final AnnouncementSchedule schedule;
    private final FrameListener listener;
    private final Consumer<String> announced;
    private final Map<String, FramePort> open = new HashMap<>();
    private final Map<GrantNumber, Course> courses = new TreeMap<>();

    /**
     * @param listener hears ARP frames that arrive on the interfaces in use
     * @param announced told of each frame that was sent: {@code request} or {@code reply}
     */
    public Announcer(
            FramePorts ports,
            MonotonicClock clock,
            AnnouncementSchedule schedule,
            FrameListener listener,
            Consumer<String> announced) {
        this.ports = ports;
        this.clock = clock;
        this.schedule = schedule;
        this.listener = listener;
        this.announced = announced;
    }

    /** Opens an interface ahead of time, because that takes tens of milliseconds. */
    public void prepare(String interfaceName) throws FramePortException {
        port(interfaceName);
    }

    /** Begins a burst for this VIP, now; false if its first frames could not be sent. */
    boolean start(Held held) {
        Course course = new Course(held, clock.nanos());
        courses.put(held.vip().grant(), course);
        return send(course);
    }

    void stop(Held held) {
        courses.remove(held.vip().grant());
    }

    /** Whether this node announces {@code ip} now. */
    public boolean announces(InetAddress ip) {
        return courses.values().stream()
                .anyMatch(c -> c.held.vip().address().ip().equals(ip));
    }

    /** Begins a new burst for {@code ip}, because somebody else claimed it; not while a burst is under way. */
    public void insist(InetAddress ip) {
        for (Course course : courses.values()) {
            if (course.held.vip().address().ip().equals(ip) && course.sent >= schedule.burstCount()) {
                course.sent = 0;
                send(course);
            }
        }
    }

    /**
     * Sends what is due.
     *
     * @return the clock reading at which the next frame is due, empty if nothing is announced
     */
    public OptionalLong tick() {
        long now = clock.nanos();
        for (Course course : courses.values()) {
            if (now - course.next(schedule) >= 0) {
                send(course);
            }
        }
        return courses.values().stream().mapToLong(c -> c.next(schedule)).min();
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

    private boolean send(Course course) {
        course.sent++;
        course.lastNanos = clock.nanos();
        if (!(course.held.vip().address().ip() instanceof Inet4Address ip)) {
            return false;
        }
        String name = course.held.link().name();
        try {
            FramePort port = port(name);
            port.send(ArpPacket.gratuitousRequest(course.held.link().mac(), ip).toBytes());
            announced.accept("request");
            port.send(ArpPacket.gratuitousReply(course.held.link().mac(), ip).toBytes());
            announced.accept("reply");
            return true;
        } catch (FramePortException e) {
            forget(name);
            LOG.atWarn()
                    .addKeyValue("vip", course.held.vip().vip())
                    .addKeyValue("interface", name)
                    .addKeyValue("reason", e.getMessage())
                    .log("an announcement could not be sent; clients may look in the wrong place until the next one");
            return false;
        }
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
        private int sent;
        private long lastNanos;

        Course(Held held, long now) {
            this.held = held;
            this.lastNanos = now;
        }

        long next(AnnouncementSchedule schedule) {
            return schedule.nextSendNanos(lastNanos, sent);
        }
    }
}
