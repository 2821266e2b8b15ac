package dev.quorumvip.image;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.function.Predicate;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipArchiveOutputStream;
import org.apache.commons.compress.archivers.zip.ZipFile;

/** Copies a jar without some of its entries, such as native libraries for other systems than the image's. */
final class TrimmedJar {
    private TrimmedJar() {}

    /** Entries are copied as they are packed, so that the same jar gives the same copy. */
    static void copy(Path jar, Path copy, Predicate<String> unwanted) throws IOException {
        try (ZipFile from = ZipFile.builder().setPath(jar).get();
                ZipArchiveOutputStream to = new ZipArchiveOutputStream(Files.newOutputStream(copy))) {
            for (ZipArchiveEntry entry : Collections.list(from.getEntriesInPhysicalOrder())) {
                if (unwanted.test(entry.getName())) {
                    continue;
                }
                try (InputStream packed = from.getRawInputStream(entry)) {
                    to.addRawArchiveEntry(entry, packed);
                }
            }
        }
    }
}
