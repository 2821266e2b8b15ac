package dev.quorumvip.e2e.bench.failover;

import dev.quorumvip.e2e.bench.contender.Contender;
import dev.quorumvip.e2e.bench.contender.QuorumVip;
import dev.quorumvip.e2e.bench.keepalived.Keepalived;
import dev.quorumvip.e2e.bench.kubernetes.Kubernetes;
import dev.quorumvip.kubetesting.KubeAssets;
import java.util.List;

/**
 * Who is measured in turn with our agents on plain machines.
 *
 * @param references the systems to which the outages are set in proportion
 * @param software what they are, with versions, one line each
 */
record Opponents(List<? extends Contender> contenders, List<String> references, List<String> software) {
    static final Opponents NONE = new Opponents(List.of(), List.of(), List.of());

    /**
     * Those of a name on the command line.
     *
     * @param timings of our agents
     * @throws IllegalArgumentException when there are none of that name, or what they need is not here
     */
    static Opponents named(String name, List<QuorumVip> timings) {
        return switch (name) {
            case "keepalived" -> keepalived();
            case "kubernetes" -> kubernetes(timings);
            default ->
                throw new IllegalArgumentException("'" + name + "' is unknown; there are keepalived, kubernetes");
        };
    }

    private static Opponents keepalived() {
        List<Keepalived> settings = List.of(Keepalived.DEFAULT, Keepalived.QUICK);
        return new Opponents(settings, settings.stream().map(Contender::label).toList(), List.of(Keepalived.version()));
    }

    /** They are ours too, so ours without Kubernetes are what they are set in proportion to. */
    private static Opponents kubernetes(List<QuorumVip> timings) {
        KubeAssets assets = KubeAssets.ofEnvironment()
                .orElseThrow(() -> new IllegalArgumentException(
                        KubeAssets.VARIABLE + " names no directory with etcd, kube-apiserver and kubectl"));
        return new Opponents(
                timings.stream()
                        .flatMap(timing -> Kubernetes.allOf(timing, assets).stream())
                        .toList(),
                timings.stream().map(Contender::label).toList(),
                List.of(Kubernetes.version(assets)));
    }
}
