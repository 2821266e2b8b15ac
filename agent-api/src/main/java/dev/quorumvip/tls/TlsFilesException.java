package dev.quorumvip.tls;

/** The files do not hold an identity. The message names the file and what is wrong with it. */
public final class TlsFilesException extends Exception {
    private static final long serialVersionUID = 1L;

    /** Which file is to blame. */
    public enum Part {
        /** The certificate. */
        CERTIFICATE,
        /** The private key. */
        KEY,
        /** The certificates of the CA. */
        AUTHORITIES
    }

    private final Part part;

    TlsFilesException(Part part, String message) {
        super(message);
        this.part = part;
    }

    /** Which file is to blame. */
    public Part part() {
        return part;
    }
}
