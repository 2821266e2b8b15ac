package dev.quorumvip.agent.cli.manifest;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.config.ConfigDraft;
import dev.quorumvip.agent.definition.VipName;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The virtual IP that the cluster is to begin with. */
final class FirstVip {
    private static final String NAME = "control-plane";

    /** kubeadm's certificates have this name, and not 127.0.0.1, which is asked. */
    private static final String API_SERVER = "kubernetes";

    private final SharedOptions options;
    private final SetupProblems problems;

    FirstVip(SharedOptions options, SetupProblems problems) {
        this.options = options;
        this.problems = problems;
    }

    /**
     * Definitions by name: one, or none if the machine joins a cluster.
     *
     * @param machines addresses that no virtual IP may have
     */
    Map<String, Object> read(boolean joins, Set<String> machines) {
        if (joins) {
            refuseAll();
            return Map.of();
        }
        String name = options.vipName == null ? NAME : options.vipName;
        VipName.problemOf("name", name).ifPresent(problem -> problems.add("--vip-name", problem.message()));
        if (options.vips == null) {
            problems.add("--vip", "is required: ADDRESS/PREFIX of the virtual IP, such as 192.0.2.5/24");
            check();
            return Map.of();
        }
        Map<String, Object> definition = new LinkedHashMap<>();
        definition.put("addresses", options.vips);
        check().ifPresent(check -> {
            definition.put("healthChecks", List.of(check));
            // etcd without a quorum makes every API server unwell: no reason to move the address, or to take it away.
            definition.put("ifNoneHealthy", "stay");
        });
        ConfigDraft.problemsOf(definition).forEach(problem -> problems.add(option(problem.field()), problem.message()));
        refuseMachines(machines);
        return Map.of(name, definition);
    }

    private void refuseAll() {
        Stream.of(
                        given(options.vips, "--vip"),
                        given(options.vipName, "--vip-name"),
                        given(options.healthCheckPort, "--health-check-port"),
                        given(options.healthCheckPath, "--health-check-path"),
                        given(options.healthCheckCa, "--health-check-ca"))
                .flatMap(Optional::stream)
                .forEach(option ->
                        problems.add(option, "is of no use with --join: the cluster has its virtual IPs already"));
    }

    private static Optional<String> given(@Nullable Object value, String option) {
        return Optional.ofNullable(value).map(v -> option);
    }

    private Optional<Map<String, Object>> check() {
        if (options.healthCheckPort == null) {
            Stream.of(
                            given(options.healthCheckPath, "--health-check-path"),
                            given(options.healthCheckCa, "--health-check-ca"))
                    .flatMap(Optional::stream)
                    .forEach(option -> problems.add(option, "is of no use without --health-check-port"));
            return Optional.empty();
        }
        Map<String, Object> http = new LinkedHashMap<>();
        try {
            http.put("port", Integer.parseInt(options.healthCheckPort));
        } catch (NumberFormatException e) {
            problems.add("--health-check-port", "'" + options.healthCheckPort + "' is not a number from 1 to 65535");
            http.put("port", 1);
        }
        http.put("scheme", "https");
        http.put("path", options.healthCheckPath == null ? "/readyz" : options.healthCheckPath);
        http.put("tls", trust());
        Map<String, Object> check = new LinkedHashMap<>();
        check.put("name", "apiserver");
        check.put("http", http);
        check.put("interval", "1s");
        // An API server that has just started is slow to shake hands.
        check.put("timeout", "1s");
        return Optional.of(check);
    }

    /** It asks 127.0.0.1, where only a program of this machine can answer; who that is, kubeadm's CA could not tell yet. */
    private Map<String, Object> trust() {
        if (options.healthCheckCa == null) {
            return Map.of("skipVerify", true);
        }
        Map<String, Object> trust = new LinkedHashMap<>();
        try {
            trust.put("ca", Files.readString(Path.of(options.healthCheckCa)));
        } catch (IOException | IllegalArgumentException e) {
            problems.add("--health-check-ca", options.healthCheckCa + " cannot be read");
            return Map.of("skipVerify", true);
        }
        trust.put("serverName", API_SERVER);
        return trust;
    }

    private static String option(String field) {
        if (field.startsWith("address")) {
            return "--vip";
        }
        if (field.endsWith(".port")) {
            return "--health-check-port";
        }
        if (field.endsWith(".path")) {
            return "--health-check-path";
        }
        return field.contains(".tls") ? "--health-check-ca" : field;
    }

    private void refuseMachines(Set<String> machines) {
        Set<InetAddress> taken = machines.stream().map(InetAddress::ofLiteral).collect(Collectors.toSet());
        for (String text : Optional.ofNullable(options.vips).orElse(List.of())) {
            try {
                if (taken.contains(VipAddress.parse(text).ip())) {
                    problems.add("--vip", text + " is a machine's own address, which cannot move");
                }
            } catch (IllegalArgumentException e) {
                // Said already, by the reader of definitions.
                continue;
            }
        }
    }
}
