package dev.quorumvip.kubetesting;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * How an API server runs.
 *
 * @param assets the programs
 * @param directory for its data, which go when it is closed, and its logs, which stay; made if it is not there
 * @param address an IP address to serve on, and in its certificate
 * @param prefix what stands before each program, such as {@code ip netns exec NAME}; empty for nothing
 * @param arguments further arguments of {@code kube-apiserver}, which win over those that it is given anyway
 */
public record ApiServerOptions(
        KubeAssets assets, Path directory, String address, List<String> prefix, List<String> arguments) {
    public ApiServerOptions {
        prefix = List.copyOf(prefix);
        arguments = List.copyOf(arguments);
    }

    /** On loopback. */
    public ApiServerOptions(KubeAssets assets, Path directory) {
        this(assets, directory, "127.0.0.1", List.of(), List.of());
    }

    /**
     * In a network namespace, on an address that it has. Its etcd is on the namespace's loopback, which must be up. Where
     * this JVM has no route to the address, {@code kubectl}, which runs in the namespace too, is the way to it.
     */
    public ApiServerOptions inNamespace(String name, String itsAddress) {
        return new ApiServerOptions(assets, directory, itsAddress, List.of("ip", "netns", "exec", name), arguments);
    }

    /** With further arguments of {@code kube-apiserver}. */
    public ApiServerOptions with(String... more) {
        List<String> all = new ArrayList<>(arguments);
        all.addAll(List.of(more));
        return new ApiServerOptions(assets, directory, address, prefix, all);
    }
}
