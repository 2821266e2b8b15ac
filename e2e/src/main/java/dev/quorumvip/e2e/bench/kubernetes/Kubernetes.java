package dev.quorumvip.e2e.bench.kubernetes;

import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.contender.Standing;
import dev.quorumvip.e2e.net.Command;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.kubetesting.KubeAssets;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Our agents, founded by the operator and told of their VIP by a resource, with a real API server on the same machine. They
 * speak in clear, as the agents do that they are compared with, so that Kubernetes is the only difference.
 *
 * @param timing the timing profile of the agents
 * @param absence what is gone when a mishap strikes
 */
public record Kubernetes(QuorumVip timing, Absence absence, KubeAssets assets) implements Contender {
    /** With all of it there, and with each absence. */
    public static List<Kubernetes> allOf(QuorumVip timing, KubeAssets assets) {
        return Arrays.stream(Absence.values())
                .map(absence -> new Kubernetes(timing, absence, assets))
                .toList();
    }

    @Override
    public String label() {
        return "kubernetes " + timing.profile() + absence.suffix();
    }

    @Override
    public boolean ours() {
        return true;
    }

    @Override
    public Duration faultLasts() {
        return timing.faultLasts();
    }

    @Override
    public Standing start(TestNetwork network, Path directory) throws IOException {
        return KubernetesCluster.start(network, directory, this);
    }

    /** As the programs tell it, in one line. */
    public static String version(KubeAssets assets) {
        return firstLine(assets, "kube-apiserver") + ", "
                + firstLine(assets, "etcd").replace("Version: ", "");
    }

    private static String firstLine(KubeAssets assets, String program) {
        List<String> command = List.of(assets.directory().resolve(program).toString(), "--version");
        return Command.attempt(command, Duration.ofSeconds(30))
                .output()
                .lines()
                .findFirst()
                .orElse(program);
    }
}
