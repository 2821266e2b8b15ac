package dev.quorumvip.image;

import java.util.Map;

/**
 * What files are to be in the image, whatever they are on the disk that they come from. Paths are those in the image, without a
 * slash at the beginning. Whatever is not named belongs to root and may be read by all.
 *
 * @param owners uid, which is the gid as well, by path
 * @param modes permission bits by path
 * @param capabilities file capabilities by path
 */
record FileRules(Map<String, Integer> owners, Map<String, Integer> modes, Map<String, FileCapabilities> capabilities) {
    private static final int EXECUTABLE = 0755;
    private static final int READABLE = 0644;

    FileRules {
        owners = Map.copyOf(owners);
        modes = Map.copyOf(modes);
        capabilities = Map.copyOf(capabilities);
    }

    int owner(String path) {
        return owners.getOrDefault(path, 0);
    }

    /** Whoever unpacked the files had an umask of his own, so that of the bits on disk only "executable" is taken. */
    int mode(String path, boolean executable) {
        return modes.getOrDefault(path, executable ? EXECUTABLE : READABLE);
    }
}
