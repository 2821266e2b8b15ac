package dev.quorumvip.e2e.bench;

import java.util.Arrays;
import java.util.concurrent.Callable;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A program of the benchmark, as picocli runs it; one that was called wrongly says why, and exits with 2. */
public abstract class BenchProgram implements Callable<Integer> {
    @Spec
    private @Nullable CommandSpec spec;

    /** To be thrown. */
    protected final ParameterException wrong(String message) {
        return new ParameterException(spec == null ? new CommandLine(this) : spec.commandLine(), message);
    }

    /**
     * The one of {@code all} that an option names.
     *
     * @throws ParameterException naming them all when there is none
     */
    protected final <T> T chosen(String option, String key, T[] all, Function<T, String> keyOf) {
        return Arrays.stream(all)
                .filter(each -> keyOf.apply(each).equals(key))
                .findFirst()
                .orElseThrow(() -> wrong(option + ": '" + key + "' is unknown; there are "
                        + String.join(", ", Arrays.stream(all).map(keyOf).toList())));
    }
}
