package dev.quorumvip.tls;

import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Who this process is, and whom it trusts, as three files say; they may change while it runs.
 *
 * <pre>
 * After open: the files fit together, and their content is what is shown and trusted.
 * After start: they are looked at each {@link #POLL}. New content that fits together takes the place of the old one for
 *   every handshake from then on; connections that are open stay as they are. Anything else is told once, and the old
 *   content stays in use.
 * After close: they are looked at no more, and the managers go on with what they have.
 * </pre>
 */
public final class TlsIdentity implements AutoCloseable {
    /** The only protocol spoken: both sides are ours, and every probe and scraper of today knows it. */
    public static final String PROTOCOL = "TLSv1.3";

    /** How often the files are looked at. Kubernetes itself takes a minute or so to bring a changed secret to a node. */
    public static final Duration POLL = Duration.ofSeconds(10);

    private static final String TICKETS = "jdk.tls.server.newSessionTicketCount";

    private final TlsFiles files;
    private final Optional<TlsRole> role;
    private final InstantSource wallClock;
    private final Listener listener;
    private volatile Versions versions;
    private Credentials.Content inUse;
    private Credentials.@Nullable Content refused;
    private boolean unreadable;
    private @Nullable Thread poller;

    static {
        // A ticket would let a client in again whose certificate is trusted no more. JSSE reads this once, before its
        // first handshake.
        if (System.getProperty(TICKETS) == null) {
            System.setProperty(TICKETS, "0");
        }
    }

    /** Learns of changes; on the thread that looks at the files. */
    public interface Listener {
        /** New content is in use; it is valid until then. */
        void taken(Instant expires);

        /** There is new content that cannot be used. Said once for each. */
        void refused(String reason);
    }

    /** One content of the files. */
    record Version(long number, Credentials credentials) {}

    /** The newest, and the one before it for handshakes that have begun with it. */
    private record Versions(Version newest, @Nullable Version former) {}

    private TlsIdentity(
            TlsFiles files,
            Optional<TlsRole> role,
            InstantSource wallClock,
            Listener listener,
            Credentials.Content content,
            Credentials credentials) {
        this.files = files;
        this.role = role;
        this.wallClock = wallClock;
        this.listener = listener;
        this.inUse = content;
        this.versions = new Versions(new Version(1, credentials), null);
    }

    /**
     * Reads the files.
     *
     * @param role what the own certificate has to say that this is; empty if any will do
     * @throws TlsFilesException when they are no identity
     */
    public static TlsIdentity open(TlsFiles files, Optional<TlsRole> role, InstantSource wallClock, Listener listener)
            throws TlsFilesException {
        Credentials.Content content = Credentials.read(files);
        return new TlsIdentity(files, role, wallClock, listener, content, Credentials.of(files, content, role));
    }

    /** Begins to look at the files. */
    public synchronized void start() {
        if (poller == null) {
            poller = Thread.ofVirtual().name("tls-files").start(this::poll);
        }
    }

    /** Looks no more. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        if (poller != null) {
            poller.interrupt();
        }
    }

    /** Shows the newest certificate. */
    public X509ExtendedKeyManager keyManager() {
        return new ReloadingKeyManager(this);
    }

    /** Trusts those whom the newest CA vouches for, and who have this role. */
    public X509ExtendedTrustManager trusting(TlsRole peer) {
        return new RoleTrustManager(this, EnumSet.of(peer));
    }

    /** Trusts everybody for whom the newest CA vouches. {@link TlsRole#of} says what they may do. */
    public X509ExtendedTrustManager trustingAll() {
        return new RoleTrustManager(this, Set.of());
    }

    /** What TLS is done with: this identity, and that trust. */
    public SSLContext context(X509ExtendedTrustManager trust) {
        try {
            SSLContext context = SSLContext.getInstance(PROTOCOL);
            context.init(new KeyManager[] {keyManager()}, new TrustManager[] {trust}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the JDK has no " + PROTOCOL, e);
        }
    }

    /** Whether the newest CA would still let a client in that it let in earlier. */
    public boolean stillTrusts(X509Certificate[] chain) {
        try {
            trustingAll().checkClientTrusted(chain, chain[0].getPublicKey().getAlgorithm());
            return true;
        } catch (CertificateException e) {
            return false;
        }
    }

    /** A number that changes whenever new content is taken into use. */
    public long version() {
        return versions.newest.number();
    }

    /** Until when the own certificate is valid, and those it comes from. */
    public Instant expires() {
        return versions.newest.credentials().expires();
    }

    /** The own certificate. */
    public X509Certificate certificate() {
        return versions.newest.credentials().own();
    }

    Version newest() {
        return versions.newest;
    }

    Optional<Credentials> version(String number) {
        Versions now = versions;
        if (number.equals(String.valueOf(now.newest.number()))) {
            return Optional.of(now.newest.credentials());
        }
        return Optional.ofNullable(now.former)
                .filter(former -> number.equals(String.valueOf(former.number())))
                .map(Version::credentials);
    }

    private void poll() {
        try {
            while (true) {
                Thread.sleep(POLL);
                look();
            }
        } catch (InterruptedException e) {
            // Closed.
        }
    }

    /** Looks at the files at once, for those who know that they have changed. */
    public synchronized void look() {
        Credentials.Content content;
        try {
            content = Credentials.read(files);
        } catch (TlsFilesException e) {
            if (!unreadable) {
                unreadable = true;
                listener.refused(String.valueOf(e.getMessage()));
            }
            return;
        }
        unreadable = false;
        if (content.same(inUse)) {
            refused = null;
            return;
        }
        try {
            Credentials next = Credentials.of(files, content, role);
            requireNoWorse(next);
            Version former = versions.newest;
            versions = new Versions(new Version(former.number() + 1, next), former);
            inUse = content;
            refused = null;
            listener.taken(next.expires());
        } catch (TlsFilesException e) {
            // Tried again each time, since what is not valid yet will be, but said once.
            if (refused == null || !content.same(refused)) {
                refused = content;
                listener.refused(String.valueOf(e.getMessage()));
            }
        }
    }

    private void requireNoWorse(Credentials next) throws TlsFilesException {
        Instant now = wallClock.instant();
        if (!isValid(next, now) && isValid(versions.newest.credentials(), now)) {
            throw new TlsFilesException(
                    TlsFilesException.Part.CERTIFICATE,
                    files.certificate() + " is valid from " + next.begins() + " to " + next.expires()
                            + ", not now, and the one in use is");
        }
    }

    private static boolean isValid(Credentials credentials, Instant now) {
        return !now.isBefore(credentials.begins()) && now.isBefore(credentials.expires());
    }
}
