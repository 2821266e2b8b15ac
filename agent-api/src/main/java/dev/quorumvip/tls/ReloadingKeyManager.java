package dev.quorumvip.tls;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;

/**
 * Shows the newest certificate. JSSE asks for a name first, and then for what belongs to the name: it is the number of
 * the version of the files, so that a handshake in the middle of a change is not given the one's certificate and the
 * other's key.
 */
final class ReloadingKeyManager extends X509ExtendedKeyManager {
    private final TlsIdentity identity;

    ReloadingKeyManager(TlsIdentity identity) {
        this.identity = identity;
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseEngineClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return alias(keyTypes);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyType);
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return alias(keyTypes);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        String alias = alias(keyType);
        return alias == null ? null : new String[] {alias};
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return getServerAliases(keyType, issuers);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(@Nullable String alias) {
        return version(alias)
                .map(v -> v.chain().toArray(X509Certificate[]::new))
                .orElse(null);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(@Nullable String alias) {
        return version(alias).map(Credentials::key).orElse(null);
    }

    private @Nullable String alias(String... keyTypes) {
        TlsIdentity.Version newest = identity.newest();
        String algorithm = newest.credentials().own().getPublicKey().getAlgorithm();
        // The other side's issuers are not asked: in the middle of a change of CA they may not be known to it yet.
        return Arrays.asList(keyTypes).contains(algorithm) ? String.valueOf(newest.number()) : null;
    }

    private Optional<Credentials> version(@Nullable String alias) {
        return alias == null ? Optional.empty() : identity.version(alias);
    }
}
