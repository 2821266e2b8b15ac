package dev.quorumvip.agent.health;

import java.util.ArrayList;
import java.util.List;

/**
 * Passes if a program ends with status 0 in time. No shell is between: what is given is what the program gets.
 *
 * @param command the program's absolute path, then its arguments; 64 at most, 4096 characters together
 */
public record ExecCheck(String name, List<String> command, CheckTiming timing) implements HealthCheck {
    private static final int MOST_ARGUMENTS = 64;
    private static final int LONGEST_COMMAND = 4_096;

    /** @throws IllegalArgumentException naming every field that is wrong */
    public ExecCheck {
        command = List.copyOf(command);
        List<CheckProblem> problems =
                new ArrayList<>(new FieldRules().name(name).problems());
        problems.addAll(problems(command));
        FieldRules.refuse(problems);
    }

    @Override
    public CheckKind kind() {
        return CheckKind.EXEC;
    }

    /** Every rule that the fields under {@code exec} break. */
    static List<CheckProblem> problems(List<String> command) {
        int length = command.stream().mapToInt(String::length).sum();
        FieldRules rules = new FieldRules()
                .require(!command.isEmpty(), "command", "is empty: name the program")
                .require(
                        command.size() <= MOST_ARGUMENTS,
                        "command",
                        "has " + command.size() + " parts, but at most " + MOST_ARGUMENTS + " are taken")
                .require(
                        length <= LONGEST_COMMAND,
                        "command",
                        "is " + length + " characters long, but must be at most " + LONGEST_COMMAND);
        if (!command.isEmpty()) {
            rules.require(
                    isAbsolute(command.getFirst()),
                    "command[0]",
                    "'" + FieldRules.shown(command.getFirst()) + "' is not the absolute path of a program");
        }
        for (int i = 0; i < command.size(); i++) {
            // execve(2) takes strings that end with a zero.
            rules.require(command.get(i).indexOf('\0') < 0, "command[" + i + "]", "has a zero character");
        }
        return rules.problems();
    }

    private static boolean isAbsolute(String program) {
        return program.startsWith("/") && !program.endsWith("/");
    }
}
