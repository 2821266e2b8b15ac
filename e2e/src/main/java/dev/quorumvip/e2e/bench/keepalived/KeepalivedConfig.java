package dev.quorumvip.e2e.bench.keepalived;

import dev.quorumvip.e2e.net.Node;
import java.time.Duration;
import java.util.Locale;

/**
 * The configuration keepalived is measured with, all of it. It is the usual one for a VIP among equals: every node begins
 * as backup with a priority of its own, and {@code nopreempt} spares the outage of moving the VIP back when a node returns.
 * Everything that is not named here has keepalived's default: multicast, five gratuitous ARPs at once and five more after
 * 5 s.
 *
 * <p>The priorities are near the 150 and 100 of keepalived.conf(5). A backup waits three advertisement intervals and
 * {@code (256 - priority) / 256} of one more (RFC 5798 §6.1), so priorities near 254 would save up to 0.4 of an interval,
 * and the default of 100 would cost another 0.2.
 */
final class KeepalivedConfig {
    private static final int HIGHEST_PRIORITY = 150;
    private static final int PRIORITY_STEP = 10;

    private KeepalivedConfig() {}

    static int priority(Node node) {
        return HIGHEST_PRIORITY - PRIORITY_STEP * (node.number() - 1);
    }

    /**
     * The text of keepalived.conf.
     *
     * @param advertisement whole seconds are sent as VRRP version 2, keepalived's default; parts of a second need version 3
     */
    static String text(Node node, String vip, Duration advertisement) {
        boolean wholeSeconds = advertisement.toMillis() % 1000 == 0;
        return """
                global_defs {
                    router_id %s
                    vrrp_version %d
                }
                vrrp_instance bench {
                    state BACKUP
                    nopreempt
                    interface %s
                    virtual_router_id 51
                    priority %d
                    advert_int %s
                    virtual_ipaddress {
                        %s/32 dev %s
                    }
                }
                """.formatted(
                        node.name(),
                        wholeSeconds ? 2 : 3,
                        Node.INTERFACE,
                        priority(node),
                        seconds(advertisement),
                        vip,
                        Node.INTERFACE);
    }

    static String seconds(Duration duration) {
        return duration.toMillis() % 1000 == 0
                ? Long.toString(duration.toSeconds())
                : String.format(Locale.ROOT, "%.2f", duration.toMillis() / 1000.0)
                        .replaceFirst("0+$", "");
    }
}
