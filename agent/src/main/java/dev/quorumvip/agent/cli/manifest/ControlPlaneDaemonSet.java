package dev.quorumvip.agent.cli.manifest;

import java.util.ArrayList;
import java.util.List;

/** A DaemonSet for control-plane nodes, with its configuration in a ConfigMap and its secrets in Secrets. */
final class ControlPlaneDaemonSet {
    static final String PATH = "/quorum-vip-control-plane.yaml";
    static final String NAME = "quorum-vip-control-plane";

    private ControlPlaneDaemonSet() {}

    static List<ManifestFile> files(Setup setup) {
        String text = configMap(setup) + "---\n" + daemonSet(setup);
        return List.of(new ManifestFile(PATH, "for kubectl apply -f; needs " + secrets(setup), text));
    }

    private static String secrets(Setup setup) {
        return "the Secret " + NAME + "-secret in kube-system, key 'secret'"
                + (setup.tls() ? ", and " + NAME + "-tls with tls.crt, tls.key and ca.crt" : "");
    }

    private static String configMap(Setup setup) {
        return """
                apiVersion: v1
                kind: ConfigMap
                metadata:
                  name: %s
                  namespace: kube-system
                data:
                  %s: |
                %s""".formatted(
                        NAME, AgentConfigText.FILE, AgentConfigText.of(setup).indent(4));
    }

    private static String daemonSet(Setup setup) {
        AgentPod pod = new AgentPod(setup);
        // The kubelet puts the address in; IPv6 wants brackets before a port.
        boolean ipv6 = setup.initialPeers().getFirst().startsWith("[");
        String host = ipv6 ? "[$(HOST_IP)]" : "$(HOST_IP)";
        List<String> env = new ArrayList<>();
        env.add("""
                - name: HOST_IP
                  valueFrom: {fieldRef: {fieldPath: status.hostIP}}
                # The member has the node's name, by which the operator knows it.
                - name: QUORUMVIP_NODE_NAME
                  valueFrom: {fieldRef: {fieldPath: spec.nodeName}}
                """);
        env.add(AgentPod.variable("QUORUMVIP_BIND_CLUSTER", host + ":" + Setup.CLUSTER_PORT));
        String rest = (setup.tls() ? host : "127.0.0.1") + ":" + Setup.REST_PORT;
        env.add(AgentPod.variable("QUORUMVIP_BIND_HTTP", rest));
        env.add(AgentPod.variable("QUORUMVIP_HTTP", rest));
        List<String> mounts = new ArrayList<>();
        mounts.add("- {name: config, mountPath: " + setup.configDir() + "/quorumvip.yaml, subPath: quorumvip.yaml,"
                + " readOnly: true}\n");
        mounts.add("- {name: cluster-secret, mountPath: " + setup.configDir() + "/cluster, readOnly: true}\n");
        List<String> volumes = new ArrayList<>();
        volumes.add("""
                - name: data
                  hostPath: {path: %1$s, type: DirectoryOrCreate}
                - name: config
                  configMap: {name: %2$s}
                - name: cluster-secret
                  secret: {secretName: %2$s-secret, defaultMode: 288, items: [{key: secret, path: secret}]}
                - name: tmp
                  emptyDir: {sizeLimit: 64Mi}
                """.formatted(setup.dataDir(), NAME));
        if (setup.tls()) {
            env.add(pod.tlsEnv());
            mounts.add("- {name: tls, mountPath: " + setup.configDir() + "/tls, readOnly: true}\n");
            volumes.add("""
                    - name: tls
                      secret: {secretName: %s-tls, defaultMode: 288}
                    """.formatted(NAME));
        }
        return """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata:
                  name: %1$s
                  namespace: kube-system
                  labels:
                %2$sspec:
                  selector:
                    matchLabels:
                %3$s  updateStrategy:
                    type: RollingUpdate
                    rollingUpdate: {maxUnavailable: 1}
                  template:
                    metadata:
                      labels:
                %4$s      annotations:
                        kubectl.kubernetes.io/default-container: agent
                    spec:
                      hostNetwork: true
                      # It resolves no names, and is there before whoever would.
                      dnsPolicy: Default
                      automountServiceAccountToken: false
                      enableServiceLinks: false
                      priorityClassName: system-node-critical
                      terminationGracePeriodSeconds: 20
                      nodeSelector:
                        node-role.kubernetes.io/control-plane: ""
                      tolerations:
                        - operator: Exists
                %5$s      volumes:
                %6$s""".formatted(
                        NAME,
                        AgentPod.LABELS.indent(4),
                        AgentPod.LABELS.indent(6),
                        AgentPod.LABELS.indent(8),
                        pod.containers(env, mounts).indent(6),
                        AgentPod.indent(volumes, 8));
    }
}
