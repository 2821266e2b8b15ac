package dev.quorumvip.e2e.bench.kubernetes;

/** What of Kubernetes is not there when a mishap strikes. */
public enum Absence {
    NONE("", ""),
    API_SERVER("API server", " no API"),
    API_SERVER_AND_OPERATOR("API server and operator", " both dead");

    private final String words;
    private final String suffix;

    Absence(String words, String suffix) {
        this.words = words;
        this.suffix = suffix;
    }

    /** In a few words; empty when all is there. */
    String words() {
        return words;
    }

    /** What a contender's label ends with. */
    String suffix() {
        return suffix;
    }

    /** Whether the operator goes too. */
    boolean ofOperator() {
        return this == API_SERVER_AND_OPERATOR;
    }
}
