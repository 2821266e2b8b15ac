package dev.quorumvip.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.tls.TlsFilesException.Part;
import dev.quorumvip.tls.testing.Issued;
import dev.quorumvip.tls.testing.TestCa;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TlsIdentityTest {
    private static final TestCa CA = TestCa.named("the CA");
    private static final TestCa OTHER = TestCa.named("another CA");
    private static final Duration DAY = Duration.ofDays(1);
    private static final String EC = "EC";

    private final Path directory;
    private final List<String> told = new ArrayList<>();
    private Instant now = Instant.now();

    TlsIdentityTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @ParameterizedTest
    @CsvSource({"EC,false", "EC,true", "RSA,false", "RSA,true", "Ed25519,false"})
    void readsEveryKindOfKey(String algorithm, boolean traditional) throws Exception {
        Issued issued = CA.issue(algorithm, DAY, "agent.quorumvip");
        TlsFiles files = issued.writeTo(directory, CA);
        if (traditional) {
            Files.writeString(files.key(), issued.traditionalKeyPem());
            assertThat(issued.traditionalKeyPem()).contains("BEGIN " + algorithm + " PRIVATE KEY");
        }

        TlsIdentity identity = open(files);

        String alias = identity.keyManager()
                .chooseEngineServerAlias(issued.certificate().getPublicKey().getAlgorithm(), null, null);
        assertThat(identity.keyManager().getPrivateKey(alias)).isEqualTo(issued.key());
        assertThat(identity.keyManager().getCertificateChain(alias)).containsExactly(issued.certificate());
        assertThat(identity.keyManager().chooseEngineServerAlias("DSA", null, null))
                .isNull();
    }

    @Test
    void aChainOverAnIntermediateIsShownAsAWhole() throws Exception {
        Issued issued = CA.intermediate("between").issue(TlsRole.AGENT);
        TlsIdentity identity = open(issued.writeTo(directory, CA));

        assertThat(identity.keyManager().getCertificateChain("1")).hasSize(2);
        identity.trusting(TlsRole.AGENT).checkServerTrusted(chain(issued), "UNKNOWN");
    }

    @Test
    void expiresWithTheFirstOfItsChain() throws Exception {
        Issued issued = CA.issue(EC, DAY, "agent.quorumvip");

        assertThat(open(issued.writeTo(directory, CA)).expires())
                .isEqualTo(issued.certificate().getNotAfter().toInstant());
        Issued longer = CA.issue(EC, Duration.ofDays(1_000), "agent.quorumvip");
        assertThat(open(longer.writeTo(directory, CA)).expires())
                .isEqualTo(CA.certificate().getNotAfter().toInstant());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tls.crt", "tls.key", "ca.crt"})
    void aFileThatIsMissingEmptyOrDamagedIsNamed(String name) throws IOException {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);
        Path file = directory.resolve(name);

        String good = Files.readString(file);
        for (String bad :
                List.of("", "nonsense", good.replaceFirst("\n[A-Za-z0-9+/]{20}", "\n"), good.replace("M", "-"))) {
            Files.writeString(file, bad);
            assertThat(refusal(files)).as(bad).hasMessageStartingWith(file.toString());
        }
        Files.delete(file);
        assertThat(refusal(files)).hasMessage(file + " does not exist");
    }

    @Test
    void whatDoesNotBelongTogetherIsRefused() throws IOException {
        Issued issued = CA.issue(TlsRole.AGENT);
        TlsFiles files = issued.writeTo(directory, CA);

        Files.writeString(files.key(), CA.issue(TlsRole.AGENT).keyPem());
        assertThat(refusal(files).part()).isEqualTo(Part.KEY);
        assertThat(refusal(files)).hasMessageContaining("belongs to another certificate");
        Files.writeString(files.key(), CA.issue("RSA", DAY).keyPem());
        assertThat(refusal(files)).hasMessageContaining("is no EC key");
        Files.writeString(
                files.key(), "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----");
        assertThat(refusal(files)).hasMessageContaining("is encrypted");

        issued.writeTo(directory, OTHER);
        assertThat(refusal(files).part()).isEqualTo(Part.CERTIFICATE);
        assertThat(refusal(files)).hasMessageContaining("does not come from an authority in " + files.authorities());
    }

    @Test
    void aCertificateWithoutTheRoleIsRefused() throws Exception {
        TlsFiles files = CA.issue(TlsRole.OPERATOR).writeTo(directory, CA);

        assertThat(refusal(files)).hasMessageContaining("does not have the DNS name 'agent.quorumvip'");
        assertThat(TlsIdentity.open(files, Optional.empty(), () -> now, listener())
                        .certificate())
                .isNotNull();
    }

    @Test
    void anExpiredCertificateCanBeStartedWith() throws Exception {
        TlsIdentity identity =
                open(CA.issue(EC, Duration.ofMinutes(-1), "agent.quorumvip").writeTo(directory, CA));

        assertThat(identity.expires()).isBefore(now);
    }

    @Test
    void takesNewFilesAndKeepsTheOldOnesForHandshakesUnderWay() throws Exception {
        Issued first = CA.issue(TlsRole.AGENT);
        TlsIdentity identity = open(first.writeTo(directory, CA));
        String alias = identity.keyManager().chooseEngineServerAlias(EC, null, null);
        Issued second = CA.issue(TlsRole.AGENT);
        second.writeTo(directory, CA);

        identity.look();
        identity.look();

        assertThat(told).containsExactly("taken");
        assertThat(identity.version()).isEqualTo(2);
        assertThat(identity.certificate()).isEqualTo(second.certificate());
        assertThat(identity.keyManager().getPrivateKey(alias)).isEqualTo(first.key());
        assertThat(identity.keyManager().getPrivateKey(identity.keyManager().chooseEngineServerAlias(EC, null, null)))
                .isEqualTo(second.key());
    }

    @Test
    void followsTheSymbolicLinkThatKubernetesSwaps() throws Exception {
        Path older = Files.createDirectory(directory.resolve("..2026_1"));
        Path newer = Files.createDirectory(directory.resolve("..2026_2"));
        CA.issue(TlsRole.AGENT).writeTo(older, CA);
        Issued next = CA.issue(TlsRole.AGENT);
        next.writeTo(newer, CA);
        Path data = Files.createSymbolicLink(directory.resolve("..data"), older.getFileName());
        for (String name : List.of("tls.crt", "tls.key", "ca.crt")) {
            Files.createSymbolicLink(directory.resolve(name), Path.of("..data", name));
        }
        TlsIdentity identity = open(Issued.filesIn(directory));

        Path swap = Files.createSymbolicLink(directory.resolve("..data_tmp"), newer.getFileName());
        Files.move(swap, data, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        identity.look();

        assertThat(identity.certificate()).isEqualTo(next.certificate());
    }

    @Test
    void aHalfWrittenPairKeepsTheOldOneAndIsToldOnce() throws Exception {
        Issued first = CA.issue(TlsRole.AGENT);
        TlsFiles files = first.writeTo(directory, CA);
        TlsIdentity identity = open(files);
        Issued second = CA.issue(TlsRole.AGENT);

        Files.writeString(files.certificate(), second.chainPem());
        identity.look();
        identity.look();
        assertThat(told).containsExactly("refused: " + files.key() + " belongs to another certificate");
        assertThat(identity.certificate()).isEqualTo(first.certificate());

        Files.writeString(files.key(), second.keyPem());
        identity.look();
        assertThat(told).hasSize(2).endsWith("taken");
        assertThat(identity.certificate()).isEqualTo(second.certificate());
    }

    @Test
    void filesThatAreAwayAreToldOnceAndTheOldOnesKept() throws Exception {
        TlsFiles files = CA.issue(TlsRole.AGENT).writeTo(directory, CA);
        TlsIdentity identity = open(files);

        String key = Files.readString(files.key());
        Files.delete(files.key());
        identity.look();
        identity.look();
        Files.writeString(files.key(), key);
        identity.look();
        Files.delete(files.key());
        identity.look();

        String away = "refused: " + files.key() + " does not exist";
        assertThat(told).containsExactly(away, away);
        assertThat(identity.version()).isEqualTo(1);
    }

    @Test
    void aNewCertificateThatIsNotValidYetWaitsUntilItIs() throws Exception {
        TlsIdentity identity = open(CA.issue(TlsRole.AGENT).writeTo(directory, CA));
        Issued later = CA.issueFor(TlsRole.AGENT, now.plus(Duration.ofHours(2)), DAY);
        later.writeTo(directory, CA);

        identity.look();
        identity.look();
        assertThat(told).singleElement().asString().contains("not now, and the one in use is");

        now = now.plus(Duration.ofHours(3));
        identity.look();
        assertThat(identity.certificate()).isEqualTo(later.certificate());
    }

    @Test
    void aCaIsExchangedOverABundleOfBoth() throws Exception {
        Issued mine = CA.issue(TlsRole.AGENT);
        Issued peerOfOld = CA.issue(TlsRole.AGENT);
        Issued peerOfNew = OTHER.issue(TlsRole.AGENT);
        TlsIdentity identity = open(mine.writeTo(directory, CA));
        assertThat(trusts(identity, TlsRole.AGENT, peerOfOld)).isTrue();
        assertThat(trusts(identity, TlsRole.AGENT, peerOfNew)).isFalse();

        mine.writeTo(directory, CA, OTHER);
        identity.look();
        assertThat(trusts(identity, TlsRole.AGENT, peerOfOld)).isTrue();
        assertThat(trusts(identity, TlsRole.AGENT, peerOfNew)).isTrue();
        assertThat(identity.trustingAll().getAcceptedIssuers()).hasSize(2);

        OTHER.issue(TlsRole.AGENT).writeTo(directory, OTHER);
        identity.look();
        assertThat(trusts(identity, TlsRole.AGENT, peerOfOld)).isFalse();
        assertThat(identity.stillTrusts(chain(peerOfOld))).isFalse();
        assertThat(trusts(identity, TlsRole.AGENT, peerOfNew)).isTrue();
        assertThat(identity.stillTrusts(chain(peerOfNew))).isTrue();
    }

    @Test
    void trustsByRoleAndNotByName() throws Exception {
        TlsIdentity identity = open(CA.issue(TlsRole.AGENT).writeTo(directory, CA));

        assertThat(trusts(identity, TlsRole.AGENT, CA.issue(EC, DAY, "else.example", "Agent.QuorumVIP")))
                .isTrue();
        assertThat(trusts(identity, TlsRole.AGENT, CA.issue(TlsRole.OPERATOR))).isFalse();
        assertThat(trusts(identity, TlsRole.AGENT, CA.issue(EC, DAY))).isFalse();
        assertThat(trusts(identity, TlsRole.AGENT, CA.issue(EC, DAY, "x.agent.quorumvip")))
                .isFalse();
        assertThatThrownBy(() -> identity.trusting(TlsRole.AGENT)
                        .checkClientTrusted(chain(CA.issue(TlsRole.OPERATOR)), "UNKNOWN"))
                .isInstanceOf(CertificateException.class)
                .hasMessageContaining("CN=somebody does not have the DNS name agent.quorumvip");
    }

    @Test
    void expiredCertificatesAndThoseSignedByACertificateAreNotTrusted() throws Exception {
        TlsIdentity identity = open(CA.issue(TlsRole.AGENT).writeTo(directory, CA));

        assertThat(trusts(identity, TlsRole.AGENT, CA.issue(EC, Duration.ofMinutes(-1), "agent.quorumvip")))
                .isFalse();
        assertThat(trusts(identity, TlsRole.AGENT, OTHER.issue(TlsRole.AGENT))).isFalse();
    }

    @Test
    void theFilesAreLookedAtUntilClosed() throws Exception {
        TlsIdentity identity = open(CA.issue(TlsRole.AGENT).writeTo(directory, CA));
        identity.start();
        identity.start();
        identity.close();
        identity.close();

        assertThat(identity.certificate()).isNotNull();
    }

    private TlsIdentity open(TlsFiles files) throws TlsFilesException {
        return TlsIdentity.open(files, Optional.of(TlsRole.AGENT), source(), listener());
    }

    private InstantSource source() {
        return () -> now;
    }

    private TlsIdentity.Listener listener() {
        return new TlsIdentity.Listener() {
            @Override
            public void taken(Instant expires) {
                told.add("taken");
            }

            @Override
            public void refused(String reason) {
                told.add("refused: " + reason);
            }
        };
    }

    private TlsFilesException refusal(TlsFiles files) {
        return catchThrowableOfType(TlsFilesException.class, () -> open(files));
    }

    private static boolean trusts(TlsIdentity identity, TlsRole role, Issued issued) {
        try {
            identity.trusting(role).checkClientTrusted(chain(issued), "UNKNOWN");
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    private static X509Certificate[] chain(Issued issued) {
        return issued.chain().toArray(X509Certificate[]::new);
    }
}
