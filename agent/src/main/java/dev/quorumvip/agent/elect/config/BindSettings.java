package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.config.ConfigSource;
import dev.quorumvip.agent.config.KernelFenceMode;
import dev.quorumvip.agent.definition.InterfaceChoice;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What {@code --bind} takes of vip-manager's file. */
final class BindSettings {
    private final ElectSettings read;

    BindSettings(ElectSettings read) {
        this.read = read;
    }

    /** Empty if something is wrong, which has been noted. */
    Optional<ElectConfig.Bind> read(VipManagerFile file, @Nullable String kernelFence, Duration lockDelay) {
        if (lockDelay.compareTo(ElectBounds.SHORTEST_LOCK_DELAY_TO_BIND) < 0) {
            read.problem(
                    "lock-delay",
                    new ConfigSource.Flag("--lock-delay"),
                    "is " + GoDuration.text(lockDelay) + ", but must be at least "
                            + GoDuration.text(ElectBounds.SHORTEST_LOCK_DELAY_TO_BIND)
                            + " with --bind: for so long the lock is kept from others when the session ends, and only"
                            + " within that time can this machine know that it still has it");
        }
        Optional<InetAddress> ip = required(file, VipManagerFile.IP)
                .flatMap(text ->
                        read.value(file.source(VipManagerFile.IP), VipManagerFile.IP, text, BindSettings::address));
        Optional<String> name = required(file, VipManagerFile.INTERFACE)
                .flatMap(text -> read.value(
                        file.source(VipManagerFile.INTERFACE),
                        VipManagerFile.INTERFACE,
                        text,
                        given -> new InterfaceChoice.Named(given).name()));
        Optional<VipAddress> vip = ip.flatMap(address -> required(file, VipManagerFile.NETMASK)
                .flatMap(text -> read.value(
                        file.source(VipManagerFile.NETMASK),
                        VipManagerFile.NETMASK,
                        text,
                        mask -> withMask(address, Integer.parseInt(mask)))));
        KernelFenceMode fence = read.value(
                        "--kernel-fence", kernelFence, text -> ElectConfigLoader.oneOf(KernelFenceMode.class, text))
                .orElse(KernelFenceMode.AUTO);
        return vip.flatMap(address -> name.map(there -> new ElectConfig.Bind(address, there, fence)));
    }

    private Optional<String> required(VipManagerFile file, String key) {
        Optional<String> value = file.one(key);
        if (value.isEmpty() && file.problems().isEmpty()) {
            read.problem(key, file.source(key), "is required with --bind");
        }
        return value;
    }

    private static InetAddress address(String text) {
        try {
            return InetAddress.ofLiteral(text);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("'" + text + "' is not an IP address", e);
        }
    }

    /** To vip-manager -1 is the address's own class. */
    private static VipAddress withMask(InetAddress ip, int mask) {
        return new VipAddress(ip, mask == -1 ? ip.getAddress().length * Byte.SIZE : mask);
    }
}
