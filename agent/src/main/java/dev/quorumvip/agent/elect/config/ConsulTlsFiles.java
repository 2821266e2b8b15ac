package dev.quorumvip.agent.elect.config;

import java.nio.file.Path;
import java.util.Optional;

/**
 * How Consul is spoken to over TLS; as Consul's own environment variables have it.
 *
 * @param caFile certificates of authorities to believe, PEM; the system's if neither this nor {@code caPath} is there
 * @param caPath a directory of such files
 * @param certificate this client's certificate; together with {@code key}
 * @param serverName the name that the server's certificate must have, if it is not the one in the address
 * @param verify whether the server's certificate is looked at at all
 */
public record ConsulTlsFiles(
        Optional<Path> caFile,
        Optional<Path> caPath,
        Optional<Path> certificate,
        Optional<Path> key,
        Optional<String> serverName,
        boolean verify) {}
