package dev.quorumvip.kubetesting;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * How somebody reaches an API server.
 *
 * @param url such as {@code https://127.0.0.1:21234}
 * @param ca the server's certificate with its issuer's, in PEM
 * @param token the bearer token
 */
record Kubeconfig(String url, String ca, String token) {
    /** For {@code kubectl --kubeconfig}, and for everything else that takes {@code KUBECONFIG}. */
    String text() {
        return """
                apiVersion: v1
                kind: Config
                clusters:
                - name: test
                  cluster:
                    server: %s
                    certificate-authority-data: %s
                users:
                - name: test
                  user:
                    token: %s
                contexts:
                - name: test
                  context: {cluster: test, user: test}
                current-context: test
                """.formatted(url, caData(), token);
    }

    /** For a client that tries each request once, so that a test sees what the server says, and when. */
    Config clientConfig() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(url)
                .withCaCertData(caData())
                .withOauthToken(token)
                .withNamespace("default")
                .withRequestRetryBackoffLimit(0)
                .build();
    }

    private String caData() {
        return Base64.getEncoder().encodeToString(ca.getBytes(StandardCharsets.US_ASCII));
    }
}
