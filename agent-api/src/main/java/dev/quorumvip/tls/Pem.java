package dev.quorumvip.tls;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** RFC 7468: blocks of Base64 between lines that say what they are. Text around them is skipped. */
final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([^-]*?)\\s*-----END \\1-----");

    private Pem() {}

    /**
     * One block.
     *
     * @param label such as {@code CERTIFICATE}
     * @param der what it carries
     */
    record Block(String label, byte[] der) {}

    /** @throws IllegalArgumentException when a block's content is not Base64 */
    static List<Block> blocks(byte[] file) {
        Matcher matcher = BLOCK.matcher(new String(file, StandardCharsets.ISO_8859_1));
        List<Block> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(new Block(matcher.group(1), Base64.getMimeDecoder().decode(matcher.group(2))));
        }
        return blocks;
    }

    /** Every certificate, in the order of the file; never empty. */
    static List<X509Certificate> certificates(byte[] file) throws CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> certificates = new ArrayList<>();
        try {
            for (Block block : blocks(file)) {
                if (block.label().equals("CERTIFICATE")) {
                    certificates.add(
                            (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(block.der())));
                }
            }
        } catch (IllegalArgumentException e) {
            throw new CertificateException("is damaged: " + e.getMessage(), e);
        }
        if (certificates.isEmpty()) {
            throw new CertificateException("has no '-----BEGIN CERTIFICATE-----'");
        }
        return certificates;
    }
}
