package dev.quorumvip.e2e.probe;

import dev.quorumvip.e2e.net.MacAddress;
import java.time.Instant;

/** A gratuitous ARP for the virtual IP, seen by the client. */
public record Announcement(MacAddress mac, Form form, Instant at) {
    public enum Form {
        REQUEST,
        REPLY
    }
}
