package dev.quorumvip.image;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDateTime;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.Manifest;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A program for an image without a shell: a jar with nothing but a manifest, behind a first line {@code #!…}. The kernel runs
 * the line's interpreter with the file's own path as its last argument, and the line ends with {@code java … -jar}. Whatever
 * stands before a jar is no part of it, since it is read from its end.
 */
final class LauncherScript {
    /** linux/binfmts.h: BINPRM_BUF_SIZE; a longer first line would be cut off. */
    private static final int LONGEST_LINE = 255;

    private LauncherScript() {}

    /**
     * Writes an executable file.
     *
     * @param interpreter what stands behind {@code #!}, without {@code -jar}
     * @param classPath jars, relative to the file's directory
     * @throws IllegalArgumentException if the interpreter's line would be too long for the kernel
     */
    static void write(Path file, String interpreter, String mainClass, List<String> classPath) throws IOException {
        String line = "#!" + interpreter + " -jar\n";
        if (line.length() > LONGEST_LINE) {
            throw new IllegalArgumentException(
                    "the first line has " + line.length() + " characters, more than " + LONGEST_LINE + ": " + line);
        }
        Manifest manifest = new Manifest();
        Attributes attributes = manifest.getMainAttributes();
        attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
        attributes.put(Attributes.Name.MAIN_CLASS, mainClass);
        attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", classPath));
        // Netlink and libpcap are called through JNA.
        attributes.putValue("Enable-Native-Access", "ALL-UNNAMED");

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            ZipEntry entry = new ZipEntry("META-INF/MANIFEST.MF");
            // The earliest that a zip can say, so that each build says the same.
            entry.setTimeLocal(LocalDateTime.of(1980, 1, 1, 0, 0));
            zip.putNextEntry(entry);
            manifest.write(zip);
            zip.closeEntry();
        }
        Files.write(file, bytes.toByteArray());
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
