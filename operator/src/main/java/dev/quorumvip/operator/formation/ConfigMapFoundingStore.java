package dev.quorumvip.operator.formation;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.Resource;
import java.net.HttpURLConnection;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes the founding down in a ConfigMap, which is created once and whose founders are never changed. */
public final class ConfigMapFoundingStore implements FoundingStore {
    private static final String FOUNDERS = "founders";
    private static final String CLUSTER = "clusterId";

    private final KubernetesClient client;
    private final String namespace;

    /** @param namespace where the ConfigMap is */
    public ConfigMapFoundingStore(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    @Override
    public Optional<Founding> read() {
        return Optional.ofNullable(map().get()).map(ConfigMapFoundingStore::founding);
    }

    @Override
    public boolean decide(Founding founding) {
        try {
            // Created, and not applied: of two operators one is refused.
            client.resource(configMap(founding)).create();
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                return false;
            }
            throw e;
        }
    }

    @Override
    public void remember(Founding founding) {
        if (read().isEmpty()) {
            decide(founding);
        } else {
            map().edit(map -> {
                map.getData().put(CLUSTER, founding.clusterId().orElseThrow());
                return map;
            });
        }
    }

    private Resource<ConfigMap> map() {
        return client.configMaps().inNamespace(namespace).withName(NAME);
    }

    private ConfigMap configMap(Founding founding) {
        ConfigMapBuilder map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName(NAME)
                .withNamespace(namespace)
                .addToLabels("app.kubernetes.io/name", "quorum-vip")
                .addToAnnotations(
                        "quorumvip.io/about",
                        "Who founded the agents' cluster. Delete it only when that cluster is gone for good, on every node.")
                .endMetadata()
                .addToData(FOUNDERS, String.join(",", founding.founders()));
        founding.clusterId().ifPresent(id -> map.addToData(CLUSTER, id));
        return map.build();
    }

    private static Founding founding(ConfigMap map) {
        Map<String, String> data = Optional.ofNullable(map.getData()).orElse(Map.of());
        List<String> founders = Arrays.stream(data.getOrDefault(FOUNDERS, "").split(","))
                .map(String::strip)
                .filter(text -> !text.isEmpty())
                .toList();
        return new Founding(founders, Optional.ofNullable(data.get(CLUSTER)).filter(id -> !id.isEmpty()));
    }
}
