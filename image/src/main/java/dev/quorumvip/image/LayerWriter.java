package dev.quorumvip.image;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Writes directories as layers. Files are in the order of their names, and all of one moment. */
final class LayerWriter {
    private static final int SYMBOLIC_LINK_MODE = 0777;

    /** How tar files carry extended attributes; containerd, Docker and Podman all read it. */
    private static final String ATTRIBUTE_HEADER = "SCHILY.xattr." + FileCapabilities.ATTRIBUTE;

    private final FileRules rules;
    private final Instant modified;

    /** @param modified when every file of the image was last modified, in whole seconds */
    LayerWriter(FileRules rules, Instant modified) {
        this.rules = rules;
        this.modified = modified;
    }

    /**
     * Writes what is under a directory to {@code blob}.
     *
     * @throws IOException if a file cannot be read or the blob not be written, or if there is something that is no file,
     *     directory or symbolic link
     */
    Layer write(String name, Path directory, Path blob) throws IOException {
        MessageDigest packed = Sha256.begin();
        MessageDigest unpacked = Sha256.begin();
        long bytes = 0;
        try (OutputStream file = new DigestOutputStream(Files.newOutputStream(blob), packed);
                OutputStream gzip = new GZIPOutputStream(file);
                OutputStream digested = new DigestOutputStream(gzip, unpacked);
                TarArchiveOutputStream tar = new TarArchiveOutputStream(digested, StandardCharsets.UTF_8.name())) {
            tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
            tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
            for (Path path : sorted(directory)) {
                bytes += add(tar, directory, path);
            }
        }
        return new Layer(name, blob, Sha256.end(packed), Sha256.end(unpacked), Files.size(blob), bytes);
    }

    private static List<Path> sorted(Path directory) throws IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            return paths.filter(path -> !path.equals(directory))
                    .sorted((a, b) -> a.toString().compareTo(b.toString()))
                    .toList();
        }
    }

    private long add(TarArchiveOutputStream tar, Path directory, Path path) throws IOException {
        String name = directory.relativize(path).toString();
        TarArchiveEntry entry;
        if (Files.isSymbolicLink(path)) {
            entry = new TarArchiveEntry(name, TarConstants.LF_SYMLINK);
            entry.setLinkName(Files.readSymbolicLink(path).toString());
            entry.setMode(SYMBOLIC_LINK_MODE);
        } else if (Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS)) {
            entry = new TarArchiveEntry(name + "/");
            entry.setMode(rules.mode(name, true));
        } else if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            entry = new TarArchiveEntry(name);
            entry.setMode(rules.mode(name, Files.isExecutable(path)));
            entry.setSize(Files.size(path));
        } else {
            throw new IOException(path + " is neither a file nor a directory nor a symbolic link");
        }
        entry.setModTime(modified.toEpochMilli());
        entry.setIds(rules.owner(name), rules.owner(name));
        FileCapabilities capabilities = rules.capabilities().get(name);
        if (capabilities != null) {
            // A PAX header holds text, and the library encodes it as UTF-8. The attribute has no byte above 0x7f.
            entry.addPaxHeader(ATTRIBUTE_HEADER, new String(capabilities.toBytes(), StandardCharsets.US_ASCII));
        }
        tar.putArchiveEntry(entry);
        if (Files.isRegularFile(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.copy(path, tar);
        }
        tar.closeArchiveEntry();
        return entry.getSize();
    }
}
