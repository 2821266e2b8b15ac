package dev.quorumvip.operator.agents;

import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Knows the agents by their Pods, in the namespaces where they may be: those of the DaemonSet, and static Pods of a control
 * plane. With the API server gone it keeps to what it knew.
 */
public final class PodInformers implements AgentPods, AutoCloseable {
    /** The port of that name serves REST. */
    static final String REST_PORT = "rest";

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final String selector;
    private final int restPort;
    private final List<SharedIndexInformer<Pod>> informers = new ArrayList<>();
    private final List<Runnable> told = new CopyOnWriteArrayList<>();

    /**
     * Knows nothing before it is started.
     *
     * @param namespaces where to look
     * @param selector which Pods are agents
     * @param restPort where agents serve REST whose Pod does not say
     */
    public PodInformers(KubernetesClient client, Set<String> namespaces, String selector, int restPort) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        this.selector = selector;
        this.restPort = restPort;
    }

    /** Begins to watch. Returns before anything is known. */
    public void start() {
        for (String namespace : namespaces) {
            SharedIndexInformer<Pod> informer = client.pods()
                    .inNamespace(namespace)
                    .withLabelSelector(selector)
                    .runnableInformer(0);
            informer.addEventHandler(new Teller());
            informer.exceptionHandler((started, failure) -> true);
            informer.start();
            informers.add(informer);
        }
    }

    @Override
    public List<AgentPod> list() {
        TreeMap<String, AgentPod> byAddress = new TreeMap<>();
        for (SharedIndexInformer<Pod> informer : informers) {
            informer.getStore().list().stream()
                    .flatMap(pod -> agent(pod, restPort).stream())
                    .forEach(agent -> byAddress.merge(agent.rest(), agent, (a, b) -> a.running() ? a : b));
        }
        return byAddress.values().stream().sorted().toList();
    }

    @Override
    public void onChange(Runnable listener) {
        told.add(listener);
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::close);
    }

    /** The agent in a Pod; empty while it has no node, or its node no address. */
    static Optional<AgentPod> agent(Pod pod, int restPort) {
        PodStatus status = pod.getStatus();
        if (status == null || status.getHostIP() == null || pod.getSpec().getNodeName() == null) {
            return Optional.empty();
        }
        if (Set.of("Succeeded", "Failed").contains(String.valueOf(status.getPhase()))) {
            return Optional.empty();
        }
        return Optional.of(new AgentPod(
                pod.getSpec().getNodeName(),
                status.getHostIP(),
                port(pod).orElse(restPort),
                "Running".equals(status.getPhase())));
    }

    private static Optional<Integer> port(Pod pod) {
        return pod.getSpec().getContainers().stream()
                .map(container -> Optional.ofNullable(container.getPorts()).orElse(List.of()))
                .flatMap(Collection::stream)
                .filter(port -> REST_PORT.equals(port.getName()))
                .map(ContainerPort::getContainerPort)
                .findFirst();
    }

    private final class Teller implements ResourceEventHandler<Pod> {
        @Override
        public void onAdd(Pod pod) {
            told.forEach(Runnable::run);
        }

        @Override
        public void onUpdate(Pod before, Pod now) {
            if (!agent(before, restPort).equals(agent(now, restPort))) {
                told.forEach(Runnable::run);
            }
        }

        @Override
        public void onDelete(Pod pod, boolean unknownState) {
            told.forEach(Runnable::run);
        }
    }
}
