package dev.quorumvip.agent.health;

/**
 * One thing wrong with a check.
 *
 * @param path the field, such as {@code healthChecks[0].http.port}; empty for the whole of what was read
 * @param message what is wrong and what would be right, without the field's name in front
 */
public record CheckProblem(String path, String message) {

    /** The same problem, of something that is itself a field. */
    CheckProblem under(String parent) {
        return new CheckProblem(join(parent, path), message);
    }

    /** The path of a field of {@code parent}; either may be empty. */
    static String join(String parent, String field) {
        return parent.isEmpty() || field.isEmpty() ? parent + field : parent + "." + field;
    }

    /** One line: {@code healthChecks[0].http.port: is missing}. */
    @Override
    public String toString() {
        return path.isEmpty() ? message : path + ": " + message;
    }
}
