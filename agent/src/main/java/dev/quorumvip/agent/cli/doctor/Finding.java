package dev.quorumvip.agent.cli.doctor;

/**
 * What a check found.
 *
 * @param level whether the agent can work with it
 * @param what the thing that was looked at
 * @param detail what it is like
 * @param mend what to do about it; empty if nothing need be done
 */
public record Finding(Level level, String what, String detail, String mend) {

    /** How bad it is. */
    public enum Level {
        /** As it should be. */
        OK,
        /** The agent works, but less well. */
        WARN,
        /** The agent does not work. */
        FAIL
    }

    static Finding ok(String what, String detail) {
        return new Finding(Level.OK, what, detail, "");
    }

    static Finding warn(String what, String detail, String mend) {
        return new Finding(Level.WARN, what, detail, mend);
    }

    static Finding fail(String what, String detail, String mend) {
        return new Finding(Level.FAIL, what, detail, mend);
    }

    /** One line: {@code FAIL  interface eth9      does not exist  → …}. */
    @Override
    public String toString() {
        String line = String.format("%-4s  %-24s  %s", level, what, detail);
        return mend.isEmpty() ? line : line + "  → " + mend;
    }
}
