package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.time.Instant;

/** What told everybody on the segment of the virtual IP, seen by the client. */
public record Announcement(MacAddress mac, Form form, Instant at) {
    public enum Form {
        /** A gratuitous ARP request. */
        REQUEST,
        /** A gratuitous ARP reply. */
        REPLY,
        /** An unsolicited neighbour advertisement. */
        ADVERTISEMENT
    }
}
