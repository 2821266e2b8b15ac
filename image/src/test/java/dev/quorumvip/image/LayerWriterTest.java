package dev.quorumvip.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LayerWriterTest {
    private static final Instant MODIFIED = Instant.parse("2026-01-01T00:00:00Z");
    private static final FileRules RULES = new FileRules(
            Map.of("data", 65532), Map.of("data", 0700), Map.of("bin/tool", FileCapabilities.parse("cap_net_raw")));

    private final Path directory;

    LayerWriterTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void filesHaveTheOwnersModesAndTimeOfTheRules() throws IOException {
        List<TarArchiveEntry> entries = entries(write(files("a")));
        assertThat(entries.stream().map(TarArchiveEntry::getName))
                .containsExactly("bin/", "bin/tool", "data/", "link", "text");
        assertThat(entries).allSatisfy(entry -> {
            boolean data = entry.getName().equals("data/");
            assertThat(entry.getLongUserId()).isEqualTo(data ? 65532 : 0);
            assertThat(entry.getLongGroupId()).isEqualTo(data ? 65532 : 0);
            assertThat(entry.getLastModifiedTime()).isEqualTo(FileTime.from(MODIFIED));
        });
        assertThat(entries.stream().map(entry -> Integer.toOctalString(entry.getMode() & 0777)))
                .containsExactly("755", "755", "700", "777", "644");
        assertThat(entries.get(3).getLinkName()).isEqualTo("bin/tool");
    }

    @Test
    void onlyTheNamedFileHasCapabilities() throws IOException {
        assertThat(entries(write(files("a"))))
                .filteredOn(entry -> !entry.getExtraPaxHeaders().isEmpty())
                .singleElement()
                .satisfies(entry -> assertThat(entry.getExtraPaxHeaders())
                        .containsOnlyKeys("SCHILY.xattr.security.capability")
                        .containsEntry(
                                "SCHILY.xattr.security.capability", "\0\0\0\2\0\40\0\0\0\0\0\0\0\0\0\0\0\0\0\0"));
    }

    @Test
    void sameFilesGiveTheSameLayerWhoeverUnpackedThem() throws IOException {
        Path second = files("b");
        Files.setPosixFilePermissions(second.resolve("text"), PosixFilePermissions.fromString("rw-rw----"));
        Files.setLastModifiedTime(second.resolve("text"), FileTime.from(Instant.EPOCH));
        assertThat(write(second).digest()).isEqualTo(write(files("a")).digest());
    }

    @Test
    void anotherByteGivesAnotherLayer() throws IOException {
        Path second = files("b");
        Files.writeString(second.resolve("text"), "something elsE");
        assertThat(write(second).diffId()).isNotEqualTo(write(files("a")).diffId());
    }

    @Test
    void refusesWhatIsNoFile() throws Exception {
        Path files = files("a");
        assertThat(new ProcessBuilder("mkfifo", files.resolve("pipe").toString())
                        .start()
                        .waitFor())
                .isZero();
        assertThatThrownBy(() -> write(files)).isInstanceOf(IOException.class).hasMessageContaining("pipe");
    }

    private Path files(String name) throws IOException {
        Path files = Files.createDirectory(directory.resolve(name));
        Files.createDirectory(files.resolve("data"));
        Files.writeString(files.resolve("text"), "something else");
        Path tool = Files.createDirectory(files.resolve("bin")).resolve("tool");
        Files.writeString(tool, "#!/nothing");
        Files.setPosixFilePermissions(tool, PosixFilePermissions.fromString("rwx------"));
        Files.createSymbolicLink(files.resolve("link"), Path.of("bin/tool"));
        return files;
    }

    private Layer write(Path files) throws IOException {
        return new LayerWriter(RULES, MODIFIED)
                .write("test", files, directory.resolve(files.getFileName() + ".tar.gz"));
    }

    private static List<TarArchiveEntry> entries(Layer layer) throws IOException {
        List<TarArchiveEntry> entries = new ArrayList<>();
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new GZIPInputStream(Files.newInputStream(layer.blob())))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(entry);
            }
        }
        return entries;
    }
}
