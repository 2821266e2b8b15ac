package dev.quorumvip.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Where an agent's REST face is.
 *
 * @param hostPort {@code HOST:PORT}, with an IPv6 address in brackets
 */
record Endpoint(String hostPort) {
    /** The absolute URI of a path. */
    URI uri(String path) {
        return URI.create("http://" + hostPort + path);
    }

    @Override
    public String toString() {
        return hostPort;
    }

    /** Reads the option. */
    static final class Converter implements ITypeConverter<Endpoint> {
        @Override
        public Endpoint convert(String text) {
            try {
                URI uri = new URI("http://" + text).parseServerAuthority();
                boolean bare = text.equals(uri.getRawAuthority()) && uri.getUserInfo() == null;
                if (bare && uri.getHost() != null && uri.getPort() >= 1 && uri.getPort() <= 65535) {
                    return new Endpoint(text);
                }
            } catch (URISyntaxException e) {
                // Falls through to the one message for every wrong form.
            }
            throw new TypeConversionException("'" + text + "' is not HOST:PORT, such as 127.0.0.1:9900");
        }
    }
}
