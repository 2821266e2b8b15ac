package dev.quorumvip.kubetesting;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Where the programs of Kubernetes are.
 *
 * @param directory with {@code etcd}, {@code kube-apiserver} and {@code kubectl}
 */
public record KubeAssets(Path directory) {
    /** The environment variable that names the directory; {@code bin/lib/kube-assets} makes one. */
    public static final String VARIABLE = "KUBE_ASSETS";

    private static final List<String> PROGRAMS = List.of("etcd", "kube-apiserver", "kubectl");

    /** @throws IllegalArgumentException naming the program that is not there */
    public KubeAssets {
        for (String program : PROGRAMS) {
            if (!Files.isExecutable(directory.resolve(program))) {
                throw new IllegalArgumentException(VARIABLE + " is " + directory + ", where " + program
                        + " is missing: bin/lib/kube-assets makes a directory that has it");
            }
        }
    }

    /**
     * Those that the environment names; empty if it names none.
     *
     * @throws IllegalArgumentException if it names a directory that lacks one of them
     */
    public static Optional<KubeAssets> ofEnvironment() {
        return Optional.ofNullable(System.getenv(VARIABLE))
                .filter(value -> !value.isBlank())
                .map(value -> new KubeAssets(Path.of(value)));
    }

    Path program(String name) {
        return directory.resolve(name);
    }
}
