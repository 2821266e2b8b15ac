package dev.quorumvip.agent.cli.manifest;

import java.util.ArrayList;
import java.util.List;

/** A Pod that the kubelet runs by itself. It can have no Secrets and no ConfigMaps: what it needs is on the machine. */
final class StaticPod {
    static final String PATH = "/etc/kubernetes/manifests/quorum-vip.yaml";

    private StaticPod() {}

    static List<ManifestFile> files(Setup setup) {
        return List.of(
                new ManifestFile(
                        setup.configDir() + "/" + AgentConfigText.FILE,
                        "the agent's configuration",
                        AgentConfigText.of(setup)),
                new ManifestFile(PATH, "the agent as a static Pod, which the kubelet runs", pod(setup)));
    }

    private static String pod(Setup setup) {
        AgentPod pod = new AgentPod(setup);
        List<String> env = new ArrayList<>();
        env.add("""
                # The member has the node's name, by which the operator knows it.
                - name: QUORUMVIP_NODE_NAME
                  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
                # For the commands that are run in this container.
                """);
        env.add(AgentPod.variable("QUORUMVIP_HTTP", setup.rest()));
        if (setup.tls()) {
            env.add(pod.tlsEnv());
        }
        List<String> mounts = List.of("- {name: config, mountPath: " + setup.configDir() + ", readOnly: true}\n");
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: quorum-vip-agent
                  # Here the operator looks for agents beside its own namespace.
                  namespace: kube-system
                  labels:
                %s  annotations:
                    kubectl.kubernetes.io/default-container: agent
                spec:
                  hostNetwork: true
                  # It resolves no names, and is there before whoever would.
                  dnsPolicy: Default
                  automountServiceAccountToken: false
                  enableServiceLinks: false
                  priorityClassName: system-node-critical
                  terminationGracePeriodSeconds: 20
                %s  volumes:
                    - name: data
                      hostPath: {path: %s, type: DirectoryOrCreate}
                    # Must be there, with cluster.secret readable by user %d.
                    - name: config
                      hostPath: {path: %s, type: Directory}
                    - name: tmp
                      emptyDir: {sizeLimit: 64Mi}
                """.formatted(
                        AgentPod.LABELS.indent(4),
                        pod.containers(env, mounts).indent(2),
                        setup.dataDir(),
                        AgentPod.USER,
                        setup.configDir());
    }
}
