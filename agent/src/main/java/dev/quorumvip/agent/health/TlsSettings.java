package dev.quorumvip.agent.health;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How the server of an https check is to prove who it is.
 *
 * @param trust with {@link TlsTrust#SKIP} it need not
 * @param ca one or more certificates in PEM, 64 KiB at most; there with {@link TlsTrust#CA}, and only then
 * @param serverName the name that is asked for (SNI) and that the certificate must have; the check's host if empty
 */
public record TlsSettings(TlsTrust trust, Optional<String> ca, Optional<String> serverName) {
    /** As a browser does it. */
    public static final TlsSettings SYSTEM = new TlsSettings(TlsTrust.SYSTEM, Optional.empty(), Optional.empty());

    private static final int LONGEST_CA = 65_536;

    /** RFC 7468 §2, strict enough to find every certificate that a reader of PEM will find. */
    private static final Pattern CERTIFICATE =
            Pattern.compile("-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\\s]+)-----END CERTIFICATE-----");

    /** The DER tag of a SEQUENCE, with which every certificate begins. */
    private static final byte SEQUENCE = 0x30;

    /** @throws IllegalArgumentException naming every field that is wrong */
    public TlsSettings {
        FieldRules.refuse(problems(trust, ca, serverName));
    }

    /** Every rule that these values break. */
    static List<CheckProblem> problems(TlsTrust trust, Optional<String> ca, Optional<String> serverName) {
        FieldRules rules = new FieldRules()
                .require(
                        trust != TlsTrust.CA || ca.isPresent(),
                        "ca",
                        "is missing: no certificate could be believed without it")
                .require(
                        trust == TlsTrust.CA || ca.isEmpty(),
                        "ca",
                        "is of no use if " + (trust == TlsTrust.SKIP ? "every" : "the system's")
                                + " authority is believed");
        ca.ifPresent(pem -> rules.require(
                        pem.length() <= LONGEST_CA,
                        "ca",
                        "is " + pem.length() + " characters long, but must be at most " + LONGEST_CA)
                .require(
                        pem.length() > LONGEST_CA || isPem(pem),
                        "ca",
                        "is not a certificate in PEM, which begins with -----BEGIN CERTIFICATE-----"));
        serverName.ifPresent(name -> rules.require(
                FieldRules.isHostName(name) && !FieldRules.isAddress(name),
                "serverName",
                "'" + FieldRules.shown(name) + "' is not a host name"));
        return rules.problems();
    }

    /**
     * Whether it has the form of certificates. What is in them is not looked at: a definition is read on every node,
     * with whatever Java there is, and each must come to the same answer.
     */
    private static boolean isPem(String text) {
        Matcher matcher = CERTIFICATE.matcher(text);
        int found = 0;
        while (matcher.find()) {
            if (!isSequence(matcher.group(1).replaceAll("\\s", ""))) {
                return false;
            }
            found++;
        }
        return found > 0;
    }

    private static boolean isSequence(String base64) {
        try {
            byte[] der = Base64.getDecoder().decode(base64);
            return der.length > 0 && der[0] == SEQUENCE;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
