package dev.quorumvip.agent.cli.manifest;

import java.util.List;
import java.util.stream.Collectors;

/** What the Pods of a static manifest and of a DaemonSet have alike, which is what the chart's have too. */
final class AgentPod {
    /** By these the operator finds agents. */
    static final String LABELS = """
            app.kubernetes.io/name: quorum-vip
            app.kubernetes.io/component: agent
            app.kubernetes.io/instance: control-plane
            """;

    /** The user of the image. */
    static final int USER = 65532;

    private final Setup setup;

    AgentPod(Setup setup) {
        this.setup = setup;
    }

    /** The init container's and the agent's part of a Pod's spec, with no indentation. */
    String containers(List<String> env, List<String> mounts) {
        return """
                securityContext:
                  runAsNonRoot: true
                  runAsUser: %4$d
                  runAsGroup: %4$d
                %6$s  seccompProfile:
                    type: RuntimeDefault
                initContainers:
                  # The kubelet makes the directory for root.
                  - name: data-directory
                    image: %1$s
                    imagePullPolicy: IfNotPresent
                    command: [/usr/bin/chown, "%4$d:%4$d", %2$s]
                    securityContext:
                      runAsNonRoot: false
                      runAsUser: 0
                      runAsGroup: 0
                      allowPrivilegeEscalation: false
                      readOnlyRootFilesystem: true
                      capabilities:
                        drop: [ALL]
                        add: [CHOWN]
                    resources:
                      requests: {cpu: 10m, memory: 16Mi}
                      limits: {memory: 64Mi}
                    volumeMounts:
                      - name: data
                        mountPath: %2$s
                containers:
                  - name: agent
                    image: %1$s
                    imagePullPolicy: IfNotPresent
                    args: [start, --config, %3$s/quorumvip.yaml]
                    env:
                %7$s    ports:
                      - {name: cluster, containerPort: %8$d, hostPort: %8$d, protocol: TCP}
                      - {name: lease, containerPort: %8$d, hostPort: %8$d, protocol: UDP}
                      - {name: rest, containerPort: %9$d, hostPort: %9$d, protocol: TCP}
                    startupProbe:
                      httpGet: {path: /livez, port: rest, %5$s}
                      periodSeconds: 2
                      failureThreshold: 60
                    livenessProbe:
                      httpGet: {path: /livez, port: rest, %5$s}
                      periodSeconds: 10
                      timeoutSeconds: 5
                      failureThreshold: 6
                    readinessProbe:
                      httpGet: {path: /readyz, port: rest, %5$s}
                      periodSeconds: 2
                      timeoutSeconds: 2
                      failureThreshold: 3
                    securityContext:
                      readOnlyRootFilesystem: true
                      # The agent is not root, and gains its two capabilities by executing a file that has them.
                      allowPrivilegeEscalation: true
                      capabilities:
                        drop: [ALL]
                        add: [NET_ADMIN, NET_RAW]
                    resources:
                      requests: {cpu: 50m, memory: 160Mi}
                      limits: {memory: 256Mi}
                    volumeMounts:
                      - {name: data, mountPath: %2$s}
                %10$s      # Native libraries are unpacked there.
                      - {name: tmp, mountPath: /tmp}
                """.formatted(
                        setup.image().orElseThrow(),
                        setup.dataDir(),
                        setup.configDir(),
                        USER,
                        probe(),
                        setup.nodeIp().isEmpty()
                                ? "  # So that the agent can read its Secrets.\n  fsGroup: " + USER + "\n"
                                : "",
                        indent(env, 6),
                        Setup.CLUSTER_PORT,
                        Setup.REST_PORT,
                        indent(mounts, 6));
    }

    /** What has to be told by the environment, for the commands in the container too. */
    String tlsEnv() {
        String tls = setup.configDir() + "/tls/";
        return variable("QUORUMVIP_TLS_CERT_FILE", tls + "tls.crt")
                + variable("QUORUMVIP_TLS_KEY_FILE", tls + "tls.key")
                + variable("QUORUMVIP_TLS_CA_FILE", tls + "ca.crt");
    }

    static String variable(String name, String value) {
        return "- {name: " + name + ", value: \"" + value + "\"}\n";
    }

    /** Asked where REST listens: with TLS at the node's address, which is the Pod's. */
    private String probe() {
        return setup.tls() ? "scheme: HTTPS" : "scheme: HTTP, host: 127.0.0.1";
    }

    static String indent(List<String> texts, int by) {
        return texts.stream().collect(Collectors.joining()).indent(by);
    }
}
