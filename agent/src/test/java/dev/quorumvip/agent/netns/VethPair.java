package dev.quorumvip.agent.netns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.quorumvip.agent.netlink.NetworkNamespace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;

/**
 * Two network namespaces, "near" and "far", each with an {@code eth0} that is the other end of the other's. Closing
 * removes both. Where namespaces cannot be made, the test that asks for them is skipped, and says why.
 */
public final class VethPair implements AutoCloseable {
    public static final String INTERFACE = "eth0";

    private final String near;
    private final String far;

    private VethPair(String prefix) {
        this.near = prefix + "n";
        this.far = prefix + "f";
    }

    public static VethPair create() {
        VethPair pair = new VethPair("qv" + HexFormat.of().toHexDigits(new Random().nextInt(), 6));
        List<String> add = List.of("ip", "netns", "add", pair.near);
        Result first;
        try {
            first = run(add);
        } catch (IOException e) {
            return abort("needs the program ip (package iproute2): " + e.getMessage());
        }
        if (first.exit() != 0) {
            return abort("needs the right to make network namespaces (root): " + first.output());
        }
        pair.mustRun("ip", "netns", "add", pair.far);
        pair.mustRun(
                "ip", "-n", pair.near, "link", "add", INTERFACE, "type", "veth", "peer", "name", INTERFACE, "netns",
                pair.far);
        for (String namespace : List.of(pair.near, pair.far)) {
            pair.mustRun("ip", "-n", namespace, "link", "set", "lo", "up");
            pair.mustRun("ip", "-n", namespace, "link", "set", INTERFACE, "up");
        }
        return pair;
    }

    /** Runs {@code ip} in the near namespace; it must succeed. */
    public String ipNear(String arguments) {
        return ip(near, arguments);
    }

    /** Runs {@code ip} in the far namespace; it must succeed. */
    public String ipFar(String arguments) {
        return ip(far, arguments);
    }

    public <T> T inNear(Callable<T> call) throws Exception {
        return NetworkNamespace.call(near, call);
    }

    public <T> T inFar(Callable<T> call) throws Exception {
        return NetworkNamespace.call(far, call);
    }

    @Override
    public void close() {
        mustRun("ip", "netns", "del", near);
        mustRun("ip", "netns", "del", far);
    }

    private String ip(String namespace, String arguments) {
        List<String> command = new ArrayList<>(List.of("ip", "-n", namespace));
        command.addAll(Arrays.asList(arguments.split(" ")));
        return mustRun(command.toArray(String[]::new));
    }

    private String mustRun(String... command) {
        try {
            Result result = run(List.of(command));
            assertThat(result.exit())
                    .as("%s: %s", String.join(" ", command), result.output())
                    .isZero();
            return result.output();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private record Result(int exit, String output) {}

    private static Result run(List<String> command) throws IOException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        try {
            process.getOutputStream().close();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            return new Result(process.waitFor(), output.strip());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
