package dev.quorumvip.agent.health;

import java.util.List;

/**
 * Passes if a TCP connection can be made; nothing is sent over it.
 *
 * @param host an IP address or a host name; its first address if it has several
 * @param port 1 to 65535
 */
public record TcpCheck(String name, String host, int port, CheckTiming timing) implements HealthCheck {

    /** @throws IllegalArgumentException naming every field that is wrong */
    public TcpCheck {
        FieldRules.refuse(new FieldRules().name(name).host(host).port(port).problems());
    }

    @Override
    public CheckKind kind() {
        return CheckKind.TCP;
    }

    /** Every rule that the fields under {@code tcp} break. */
    static List<CheckProblem> problems(String host, int port) {
        return new FieldRules().host(host).port(port).problems();
    }
}
