package dev.quorumvip.agent.config;

import dev.quorumvip.agent.clock.DurationText;
import dev.quorumvip.agent.lease.FailoverProfile;
import dev.quorumvip.agent.lease.LeaseTiming;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Lease duration and renewal interval, each from the profile or given by itself, checked as a pair. */
final class TimingRules {
    private TimingRules() {}

    /** The timing; empty if it is wrong or, what the reader knows already, the profile is. */
    static Optional<LeaseTiming> read(SettingReader reader, Optional<FailoverProfile> profile) {
        Optional<Duration> lease = read(
                reader,
                ConfigKey.LEASE_DURATION,
                profile.map(FailoverProfile::timing).map(LeaseTiming::leaseDuration));
        Optional<Duration> renew = read(
                reader,
                ConfigKey.RENEW_INTERVAL,
                profile.map(FailoverProfile::timing).map(LeaseTiming::renewInterval));
        if (lease.isEmpty() || renew.isEmpty()) {
            return Optional.empty();
        }
        List<LeaseTiming.Problem> problems = LeaseTiming.problems(lease.get(), renew.get());
        problems.forEach(problem -> report(reader, profile, problem));
        return problems.isEmpty() ? Optional.of(new LeaseTiming(lease.get(), renew.get())) : Optional.empty();
    }

    /** VIPs to begin with that need another timing would be on no node. */
    static void checkVips(SettingReader reader, LeaseTiming timing) {
        reader.vips()
                .forEach((name, definition) -> definition
                        .failoverProfile()
                        .map(needed -> FailoverProfile.valueOf(needed.name()))
                        .filter(needed -> !needed.timing().equals(timing))
                        .ifPresent(needed -> reader.problem(
                                ConfigKey.FAILOVER_PROFILE,
                                YamlVips.KEY + "." + name + ".failoverProfile is "
                                        + needed.name().toLowerCase(Locale.ROOT) + ", and this agent's lease is "
                                        + timing.leaseDuration().toMillis() + " ms, renewed each "
                                        + timing.renewInterval().toMillis() + " ms")));
    }

    private static Optional<Duration> read(SettingReader reader, ConfigKey key, Optional<Duration> otherwise) {
        return reader.isGiven(key) ? reader.one(key, DurationText::parse) : otherwise;
    }

    /** A number that comes from the profile can only be wrong together with one that was given: point at that one. */
    private static void report(SettingReader reader, Optional<FailoverProfile> profile, LeaseTiming.Problem problem) {
        ConfigKey key =
                problem.part() == LeaseTiming.Part.LEASE_DURATION ? ConfigKey.LEASE_DURATION : ConfigKey.RENEW_INTERVAL;
        if (reader.isGiven(key)) {
            reader.problem(key, problem.reason());
            return;
        }
        String profileName = profile.orElseThrow().name().toLowerCase(Locale.ROOT);
        reader.problem(
                ConfigKey.LEASE_DURATION,
                key.yaml() + ", as the profile " + profileName + " sets it, " + problem.reason() + ": set " + key.yaml()
                        + " too");
    }
}
