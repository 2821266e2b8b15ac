package dev.quorumvip.agent.cli.manifest;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What was asked for, and found right.
 *
 * @param nodeIp this machine's address; empty where it differs from machine to machine
 * @param initialPeers {@code HOST:PORT} of the founders; empty if the machine joins
 * @param join {@code HOST:PORT} of members; empty if the machine founds
 * @param failoverProfile empty for the agent's default
 * @param vips definitions by name, as {@code PUT /v1/vips/{name}} takes them; empty if the machine joins
 * @param image empty where the agent does not run in a container
 */
record Setup(
        Optional<String> nodeIp,
        List<String> initialPeers,
        List<String> join,
        String interfaceName,
        String dataDir,
        String configDir,
        boolean tls,
        Optional<String> failoverProfile,
        Map<String, Object> vips,
        Optional<String> image) {

    /** As in the chart. */
    static final int CLUSTER_PORT = 8800;

    /** As in the chart. */
    static final int REST_PORT = 9900;

    /**
     * The address of REST. Without TLS everybody who reaches it may change everything, so that it stays on the machine.
     */
    String restHost() {
        return nodeIp.filter(ip -> tls).orElse("127.0.0.1");
    }

    /** On one machine a file beside the configuration, otherwise from a Secret, which is a directory of its own. */
    String secretFile() {
        return configDir + (nodeIp.isPresent() ? "/cluster.secret" : "/cluster/secret");
    }

    String rest() {
        return hostPort(restHost(), REST_PORT);
    }

    static String hostPort(String host, int port) {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    }
}
