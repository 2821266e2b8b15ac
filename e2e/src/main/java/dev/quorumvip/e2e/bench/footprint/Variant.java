package dev.quorumvip.e2e.bench.footprint;

import java.util.Locale;

/** How the agents' JVM is set up, by what {@code JAVA_OPTS} adds to the launcher's options. */
enum Variant {
    SHIPPED("as shipped", ""),
    NO_CACHE("without the ahead-of-time cache", "-XX:AOTMode=off"),
    C2("with the second compiler", "-XX:TieredStopAtLevel=4"),
    G1("G1", "-XX:-UseSerialGC -XX:+UseG1GC"),
    ZGC("ZGC", "-XX:-UseSerialGC -XX:+UseZGC"),
    SHENANDOAH("Shenandoah", "-XX:-UseSerialGC -XX:+UseShenandoahGC");

    private final String label;
    private final String javaOptions;

    Variant(String label, String javaOptions) {
        this.label = label;
        this.javaOptions = javaOptions;
    }

    String label() {
        return label;
    }

    String javaOptions() {
        return javaOptions;
    }

    /** As on the command line: in small letters, with dashes. */
    String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
