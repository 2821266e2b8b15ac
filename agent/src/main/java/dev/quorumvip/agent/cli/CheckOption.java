package dev.quorumvip.agent.cli;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * A health check in short: {@code NAME=URL}, with the usual times and thresholds.
 *
 * @param json as a definition has it
 */
record CheckOption(Map<String, Object> json) {
    /** Reads the option. What is wrong with the values themselves the agent says. */
    static final class Converter implements ITypeConverter<CheckOption> {
        @Override
        public CheckOption convert(String text) {
            int equals = text.indexOf('=');
            try {
                URI uri = new URI(equals < 1 ? "" : text.substring(equals + 1)).parseServerAuthority();
                if (uri.getScheme() != null && uri.getPort() != -1 && uri.getUserInfo() == null) {
                    Map<String, Object> check = new LinkedHashMap<>();
                    check.put("name", text.substring(0, equals));
                    check.put(uri.getScheme().equals("tcp") ? "tcp" : "http", target(uri));
                    return new CheckOption(check);
                }
            } catch (URISyntaxException e) {
                // Falls through to the one message for every wrong form.
            }
            throw new TypeConversionException("'" + text
                    + "' is not NAME=URL with a port, such as primary=http://127.0.0.1:8008/primary or"
                    + " db=tcp://127.0.0.1:5432");
        }

        private static Map<String, Object> target(URI uri) {
            Map<String, Object> target = new LinkedHashMap<>();
            boolean tcp = uri.getScheme().equals("tcp");
            if (!tcp) {
                target.put("scheme", uri.getScheme());
            }
            target.put("host", uri.getHost().replaceAll("[\\[\\]]", ""));
            target.put("port", uri.getPort());
            if (!tcp && !uri.getRawPath().isEmpty()) {
                target.put("path", uri.getRawPath() + (uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery()));
            }
            return target;
        }
    }
}
