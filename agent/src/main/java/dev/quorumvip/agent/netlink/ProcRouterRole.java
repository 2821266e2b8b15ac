package dev.quorumvip.agent.netlink;

import dev.quorumvip.agent.announcement.RouterRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By the kernel's switch {@code net.ipv6.conf.INTERFACE.forwarding} of the calling thread's network namespace, from
 * which the kernel itself takes the router flag of its advertisements ({@code ndisc_recv_ns()} in net/ipv6/ndisc.c).
 */
public final class ProcRouterRole implements RouterRole {
    private static final Logger LOG = LoggerFactory.getLogger(ProcRouterRole.class);
    private static final Path INTERFACES = Path.of("/proc/sys/net/ipv6/conf");

    @Override
    public boolean forwards(String interfaceName) {
        try {
            String value = Files.readString(INTERFACES.resolve(interfaceName).resolve("forwarding"))
                    .strip();
            return !value.equals("0"); // 2 forwards as well, Documentation/networking/ip-sysctl.rst
        } catch (IOException e) {
            LOG.atDebug()
                    .addKeyValue("interface", interfaceName)
                    .addKeyValue("reason", e.toString())
                    .log("taken for a host: the kernel does not tell whether it forwards");
            return false;
        }
    }
}
