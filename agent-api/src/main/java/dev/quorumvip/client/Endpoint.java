package dev.quorumvip.client;

import java.net.URI;
import java.net.URISyntaxException;

/**
 * Where an agent's REST face is.
 *
 * @param scheme whether it is asked over TLS
 * @param hostPort {@code HOST:PORT}, with an IPv6 address in brackets
 */
public record Endpoint(Scheme scheme, String hostPort) {
    /** How an agent is asked. */
    public enum Scheme {
        /** In clear. */
        HTTP,
        /** Over TLS. */
        HTTPS
    }

    /** @throws IllegalArgumentException when {@code hostPort} is not of its form */
    public Endpoint {
        if (!isHostPort(hostPort)) {
            throw new IllegalArgumentException("'" + hostPort + "' is not HOST:PORT, such as 127.0.0.1:9900");
        }
    }

    /**
     * One that is asked in clear.
     *
     * @throws IllegalArgumentException when {@code hostPort} is not of its form
     */
    public static Endpoint http(String hostPort) {
        return new Endpoint(Scheme.HTTP, hostPort);
    }

    /**
     * One that is asked over TLS.
     *
     * @throws IllegalArgumentException when {@code hostPort} is not of its form
     */
    public static Endpoint https(String hostPort) {
        return new Endpoint(Scheme.HTTPS, hostPort);
    }

    /** The absolute URI of a path, which begins with a slash and may have a query. */
    public URI uri(String path) {
        return URI.create((scheme == Scheme.HTTPS ? "https://" : "http://") + hostPort + path);
    }

    /** {@code HOST:PORT}. */
    @Override
    public String toString() {
        return hostPort;
    }

    private static boolean isHostPort(String text) {
        try {
            URI uri = new URI("http://" + text).parseServerAuthority();
            boolean bare = text.equals(uri.getRawAuthority()) && uri.getUserInfo() == null;
            return bare && uri.getHost() != null && uri.getPort() >= 1 && uri.getPort() <= 65535;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
