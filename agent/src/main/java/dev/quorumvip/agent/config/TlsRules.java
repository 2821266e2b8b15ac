package dev.quorumvip.agent.config;

import dev.quorumvip.tls.TlsFiles;
import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** The three files of TLS: all or none, and each with what the others need. */
final class TlsRules {
    private static final List<ConfigKey> KEYS =
            List.of(ConfigKey.TLS_CERT_FILE, ConfigKey.TLS_KEY_FILE, ConfigKey.TLS_CA_FILE);

    private TlsRules() {}

    static Optional<TlsFiles> read(SettingReader reader, List<ConfigProblem> warnings) {
        List<ConfigKey> given = KEYS.stream().filter(reader::isGiven).toList();
        if (given.isEmpty()) {
            return Optional.empty();
        }
        List<Path> paths = KEYS.stream()
                .flatMap(key -> reader.one(key, ValueSyntax::path).stream())
                .toList();
        KEYS.stream()
                .filter(key -> !given.contains(key))
                .forEach(key -> reader.problem(
                        key, "is needed with " + given.getFirst().yaml() + ": TLS takes all three files, or none"));
        if (paths.size() < KEYS.size()) {
            return Optional.empty();
        }
        TlsFiles files = new TlsFiles(paths.get(0), paths.get(1), paths.get(2));
        try (TlsIdentity identity =
                TlsIdentity.open(files, Optional.of(TlsRole.AGENT), InstantSource.system(), new Unheard())) {
            warn(reader, warnings, files, identity);
            return Optional.of(files);
        } catch (TlsFilesException e) {
            reader.problem(
                    switch (e.part()) {
                        case CERTIFICATE -> ConfigKey.TLS_CERT_FILE;
                        case KEY -> ConfigKey.TLS_KEY_FILE;
                        case AUTHORITIES -> ConfigKey.TLS_CA_FILE;
                    },
                    String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private static void warn(SettingReader reader, List<ConfigProblem> warnings, TlsFiles files, TlsIdentity identity) {
        if (!identity.expires().isAfter(Instant.now())) {
            warnings.add(new ConfigProblem(
                    ConfigKey.TLS_CERT_FILE.yaml(),
                    reader.source(ConfigKey.TLS_CERT_FILE),
                    files.certificate() + " expired at " + identity.expires()
                            + ": no other agent speaks to this one until there is a new one"));
        }
        if (isReadableByEverybody(files.key())) {
            warnings.add(new ConfigProblem(
                    ConfigKey.TLS_KEY_FILE.yaml(),
                    reader.source(ConfigKey.TLS_KEY_FILE),
                    files.key() + " can be read by every user of this machine: chmod 0600 " + files.key()));
        }
    }

    private static boolean isReadableByEverybody(Path file) {
        try {
            return Files.getPosixFilePermissions(file, new LinkOption[0]).contains(PosixFilePermission.OTHERS_READ);
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Nobody looks at the files again for this. */
    private static final class Unheard implements TlsIdentity.Listener {
        @Override
        public void taken(Instant expires) {}

        @Override
        public void refused(String reason) {}
    }
}
