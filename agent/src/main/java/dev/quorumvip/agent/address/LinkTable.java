package dev.quorumvip.agent.address;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * The network interfaces of this machine. Both methods ask the kernel, and throw {@link IOException} when it refuses or
 * does not answer. Safe for use by several threads.
 */
public interface LinkTable {
    /** The interface that has this name now, empty if there is none. */
    Optional<Link> byName(String name) throws IOException;

    /** All interfaces. */
    List<Link> list() throws IOException;
}
