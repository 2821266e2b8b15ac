package dev.quorumvip.agent.elect.config;

import dev.quorumvip.agent.config.ConfigSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is written into the key: {@code --hostname}, or else {@code trigger-value}, or else the short host name, as
 * vip-elector has it. vip-manager compares with {@code trigger-value}, or else with the host name as it is; where that is
 * something else, no vip-manager of this machine would ever take the VIP, and that is said.
 */
final class HostNameRule {
    private static final int LONGEST = 253;

    private final ElectSettings read;

    HostNameRule(ElectSettings read) {
        this.read = read;
    }

    /** @param whole the host name of this machine, which may have dots */
    String choose(@Nullable String flag, VipManagerFile file, String whole) {
        Optional<String> trigger = file.one(VipManagerFile.TRIGGER_VALUE);
        String brief = whole.split("\\.", 2)[0];
        String chosen = flag != null ? flag.strip() : trigger.orElse(brief);
        if (chosen.isEmpty()
                || chosen.length() > LONGEST
                || chosen.chars().anyMatch(c -> Character.isWhitespace(c) || Character.isISOControl(c))) {
            read.problem(
                    "hostname",
                    flag != null ? new ConfigSource.Flag("--hostname") : new ConfigSource.Default(),
                    "'" + chosen + "' is not a host name: give one with --hostname");
            return chosen;
        }
        String compared = trigger.orElse(whole);
        if (!chosen.equals(compared)) {
            read.warning(
                    "hostname",
                    flag != null ? new ConfigSource.Flag("--hostname") : new ConfigSource.Default(),
                    "'" + chosen + "' will be written to the key, but vip-manager on this machine compares with '"
                            + compared + "'" + (trigger.isPresent() ? ", its trigger-value" : ", the host name")
                            + ", and would never take the VIP: set trigger-value: " + chosen
                            + " in vip-manager.yml, or give --hostname=" + compared);
        } else if (trigger.isPresent() && !chosen.equals(brief) && !chosen.equals(whole)) {
            read.warning(
                    VipManagerFile.TRIGGER_VALUE,
                    file.source(VipManagerFile.TRIGGER_VALUE),
                    "'" + chosen + "' is not this machine's host name '" + whole
                            + "': make sure that no other machine has the same trigger-value, or two would take the VIP");
        }
        return chosen;
    }
}
