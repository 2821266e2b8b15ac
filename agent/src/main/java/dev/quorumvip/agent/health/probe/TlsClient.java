package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.health.TlsSettings;
import dev.quorumvip.agent.health.TlsTrust;
import java.io.IOException;
import java.net.Socket;
import java.util.List;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/** The client's side of TLS for one check. Loads nothing before the first connection. */
final class TlsClient {
    private final TlsSettings settings;
    private final String name;
    private final int port;
    private final TlsContexts contexts;
    private @Nullable SSLContext context;

    /** @param host whose name the server has to prove, unless the settings have another */
    TlsClient(TlsSettings settings, String host, int port, TlsContexts contexts) {
        this.settings = settings;
        this.name = settings.serverName().orElse(host);
        this.port = port;
        this.contexts = contexts;
    }

    /**
     * Shakes hands over a connection. The connection is closed by the caller, without the goodbye of TLS, for which one
     * would have to wait.
     *
     * @throws IOException if the other side does not speak TLS, or is not believed
     * @throws FailedCheckException if nobody could be believed
     */
    SSLSocket connect(Socket connection) throws IOException, FailedCheckException {
        SSLSocket secured = (SSLSocket) context().getSocketFactory().createSocket(connection, name, port, true);
        SSLParameters parameters = secured.getSSLParameters();
        if (!NameLookup.isAddress(name)) {
            parameters.setServerNames(List.of(new SNIHostName(name)));
        }
        if (settings.trust() != TlsTrust.SKIP) {
            // Of RFC 2818: the certificate has to be for this name or address.
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private synchronized SSLContext context() throws IOException, FailedCheckException {
        SSLContext known = context;
        if (known == null) {
            known = contexts.get(settings);
            context = known;
        }
        return known;
    }
}
