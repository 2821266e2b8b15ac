package dev.quorumvip.kubetesting;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.opentest4j.TestAbortedException;

/**
 * An API server for all tests of a class, from before the first until after the last. Where there are no programs for it,
 * the class is skipped, and says so.
 *
 * <pre>
 * &#64;RegisterExtension
 * static final ApiServerExtension KUBE = new ApiServerExtension();
 * </pre>
 *
 * The programs are those that {@code KUBE_ASSETS} names, which {@code bin/test} sets.
 */
public final class ApiServerExtension implements BeforeAllCallback, AfterAllCallback {
    private @Nullable ApiServer server;

    @Override
    public void beforeAll(ExtensionContext context) {
        Optional<KubeAssets> assets = KubeAssets.ofEnvironment();
        String test = context.getRequiredTestClass().getSimpleName();
        if (assets.isEmpty()) {
            String why = test + " is skipped: it needs an API server, and " + KubeAssets.VARIABLE
                    + " names no directory with its programs. bin/test makes one; for Maven alone: export "
                    + KubeAssets.VARIABLE + "=$(bin/lib/kube-assets)";
            // Maven shows no reasons of its own.
            System.err.println(why);
            throw new TestAbortedException(why);
        }
        Path directory = Path.of("target", "kube", test).toAbsolutePath();
        server = ApiServer.start(new ApiServerOptions(assets.get(), directory));
    }

    /** The server, between the first test's begin and the last one's end. */
    public ApiServer server() {
        if (server == null) {
            throw new IllegalStateException("no test of the class is running");
        }
        return server;
    }

    /** A client that may do everything. */
    public KubernetesClient admin() {
        return server().admin();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (server != null) {
            server.close();
            server = null;
        }
    }
}
