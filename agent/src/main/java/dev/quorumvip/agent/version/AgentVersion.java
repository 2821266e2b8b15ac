package dev.quorumvip.agent.version;

/** The version this program was built as. */
public final class AgentVersion {
    private AgentVersion() {}

    /** From the jar's manifest; {@code development} when the classes are run outside a jar. */
    public static String text() {
        String version = AgentVersion.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
