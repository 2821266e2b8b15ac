package dev.quorumvip.operator.members;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Knows the nodes by an informer. With the API server gone it keeps to what it knew. */
public final class NodeInformer implements NodeSource, AutoCloseable {
    /** On a node that is cordoned: hand over its VIPs. Its value is {@code true}. */
    public static final String DRAIN_ANNOTATION = "quorumvip.io/drain";

    /**
     * Set by cluster autoscalers, by the cloud's node controller, and by people for machines that are off. Each of them says
     * that the machine goes, or is gone.
     */
    private static final Set<String> GOING = Set.of(
            "node.kubernetes.io/out-of-service",
            "node.cloudprovider.kubernetes.io/shutdown",
            "ToBeDeletedByClusterAutoscaler",
            "karpenter.sh/disrupted");

    /** What a kubelet says of its node while the machine shuts down, since Kubernetes 1.21. */
    private static final String SHUTTING_DOWN = "node is shutting down";

    private final KubernetesClient client;
    private @Nullable SharedIndexInformer<Node> informer;

    /** Knows nothing before it is started. */
    public NodeInformer(KubernetesClient client) {
        this.client = client;
    }

    /** Begins to watch. Returns before anything is known. */
    public void start() {
        SharedIndexInformer<Node> watching = client.nodes().runnableInformer(0);
        watching.exceptionHandler((started, failure) -> true);
        watching.start();
        informer = watching;
    }

    @Override
    public List<NodeFacts> list() {
        return informer == null
                ? List.of()
                : informer.getStore().list().stream().map(NodeInformer::facts).toList();
    }

    @Override
    public boolean known() {
        return informer != null && informer.hasSynced();
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.close();
        }
    }

    static NodeFacts facts(Node node) {
        Map<String, String> labels =
                Optional.ofNullable(node.getMetadata().getLabels()).orElse(Map.of());
        return new NodeFacts(node.getMetadata().getName(), labels, leaving(node));
    }

    private static Optional<String> leaving(Node node) {
        if (node.getMetadata().getDeletionTimestamp() != null) {
            return Optional.of("its node is being deleted");
        }
        Map<String, String> annotations =
                Optional.ofNullable(node.getMetadata().getAnnotations()).orElse(Map.of());
        if (node.getSpec() != null
                && Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                && "true".equals(annotations.get(DRAIN_ANNOTATION))) {
            return Optional.of("its node is cordoned, with the annotation " + DRAIN_ANNOTATION);
        }
        Optional<String> taint = taints(node).stream()
                .map(Taint::getKey)
                .filter(GOING::contains)
                .findFirst()
                .map(key -> "its node has the taint " + key);
        return taint.isPresent() ? taint : shutdown(node);
    }

    private static List<Taint> taints(Node node) {
        return node.getSpec() == null || node.getSpec().getTaints() == null
                ? List.of()
                : node.getSpec().getTaints();
    }

    private static Optional<String> shutdown(Node node) {
        List<NodeCondition> conditions =
                node.getStatus() == null || node.getStatus().getConditions() == null
                        ? List.of()
                        : node.getStatus().getConditions();
        return conditions.stream()
                .filter(c -> "Ready".equals(c.getType()) && "False".equals(c.getStatus()))
                .filter(c -> SHUTTING_DOWN.equals(c.getMessage()))
                .findFirst()
                .map(c -> "its machine shuts down");
    }
}
