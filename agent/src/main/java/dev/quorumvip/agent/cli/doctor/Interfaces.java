package dev.quorumvip.agent.cli.doctor;

import java.util.List;
import java.util.Optional;

/** The network interfaces, as /proc and /sys show them. */
final class Interfaces {
    private static final int IFF_UP = 0x1;

    private Interfaces() {}

    /** All in this network namespace: proc_pid_net(5), dev, which has two lines of headings. */
    static List<String> names(HostFiles host) {
        return host.lines("/proc/self/net/dev").stream()
                .skip(2)
                .map(line -> line.substring(0, Math.max(0, line.indexOf(':'))).strip())
                .filter(name -> !name.isEmpty())
                .toList();
    }

    /** The interface's IFF_ flags; empty if /sys does not have it. */
    static Optional<Integer> flags(HostFiles host, String iface) {
        return host.read(directory(iface) + "/flags")
                .filter(text -> text.matches("0x[0-9a-f]{1,7}"))
                .map(Integer::decode);
    }

    static boolean isUp(HostFiles host, String iface) {
        return flags(host, iface).filter(flags -> (flags & IFF_UP) != 0).isPresent();
    }

    /** Those that are up and could be on the same segment as {@code iface}. */
    static List<String> othersUp(HostFiles host, String iface) {
        return names(host).stream()
                .filter(name -> !name.equals(iface) && !name.equals("lo") && isUp(host, name))
                .toList();
    }

    /** A sysctl of IPv4 as it acts on an interface: the larger of its own and that for all (ip-sysctl.rst). */
    static int effective(HostFiles host, String iface, String sysctl) {
        int all = host.number("/proc/sys/net/ipv4/conf/all/" + sysctl).orElse(0);
        int own = host.number("/proc/sys/net/ipv4/conf/" + iface + "/" + sysctl).orElse(0);
        return Math.max(all, own);
    }

    static String directory(String iface) {
        return "/sys/class/net/" + iface;
    }
}
