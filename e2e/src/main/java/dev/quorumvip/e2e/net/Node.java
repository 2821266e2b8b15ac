package dev.quorumvip.e2e.net;

import java.util.Locale;

/**
 * One machine of the segment, in a namespace of its own with a single interface {@code eth0}.
 *
 * @param number counted from 1
 * @param name {@code n1}, {@code n2}, ...
 * @param port its veth's other end, on the bridge in the hub's namespace
 */
public record Node(int number, String name, NetworkNamespace namespace, String port, String address, MacAddress mac) {
    public static final String INTERFACE = "eth0";

    static Node numbered(int number, String prefix) {
        String name = "n" + number;
        return new Node(
                number,
                name,
                new NetworkNamespace(prefix + "-" + name),
                "port" + number,
                TestNetwork.SUBNET + (10 + number),
                MacAddress.parse(String.format(Locale.ROOT, "02:4d:00:00:00:%02x", 10 + number)));
    }

    /** Its IPv6 address on the segment. */
    public String address6() {
        return TestNetwork.SUBNET6 + (10 + number);
    }

    @Override
    public String toString() {
        return name;
    }
}
