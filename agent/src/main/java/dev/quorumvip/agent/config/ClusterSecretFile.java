package dev.quorumvip.agent.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Set;

/**
 * The file that holds the cluster's secret: its content without white space at both ends, so that an editor's last
 * newline does not make two nodes' secrets differ.
 */
final class ClusterSecretFile {
    /** No secret is longer; a larger file is the wrong file. */
    static final int MAX_BYTES = 4096;

    private final Path path;

    ClusterSecretFile(Path path) {
        this.path = path;
    }

    /**
     * Reads the secret.
     *
     * @throws IllegalArgumentException with what is wrong with the file
     */
    ClusterSecret read() {
        if (!Files.exists(path)) {
            throw new IllegalArgumentException(path + " does not exist");
        }
        if (!Files.isRegularFile(path)) {
            throw new IllegalArgumentException(path + " is not a file");
        }
        byte[] content;
        try (InputStream in = Files.newInputStream(path)) {
            content = in.readNBytes(MAX_BYTES + 1);
        } catch (IOException e) {
            throw new IllegalArgumentException(path + " cannot be read: " + e, e);
        }
        if (content.length > MAX_BYTES) {
            throw new IllegalArgumentException(path + " is larger than " + MAX_BYTES + " bytes: is it the right file?");
        }
        try {
            return new ClusterSecret(trim(content));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(path + " " + e.getMessage(), e);
        }
    }

    /** Whether any user of the machine may read it. False where the file system has no such notion. */
    boolean isReadableByEverybody() {
        try {
            Set<PosixFilePermission> permissions = Files.getPosixFilePermissions(path, new LinkOption[0]);
            return permissions.contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    private static byte[] trim(byte[] content) {
        int from = 0;
        int to = content.length;
        while (from < to && isWhiteSpace(content[from])) {
            from++;
        }
        while (to > from && isWhiteSpace(content[to - 1])) {
            to--;
        }
        return Arrays.copyOfRange(content, from, to);
    }

    private static boolean isWhiteSpace(byte b) {
        return b == ' ' || b == '\t' || b == '\n' || b == '\r';
    }
}
