package dev.quorumvip.agent.cli.doctor;

/**
 * Whether this Java is new enough.
 *
 * @param version as {@link Runtime#version()}
 */
record JavaVersionCheck(Runtime.Version version) implements Check {
    private static final int NEEDED = 25;

    @Override
    public Finding run() {
        return version.feature() >= NEEDED
                ? Finding.ok("java", version.toString())
                : Finding.fail("java", version + " is too old", "install a Java runtime " + NEEDED + " or newer");
    }
}
