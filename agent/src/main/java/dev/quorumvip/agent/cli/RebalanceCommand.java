package dev.quorumvip.agent.cli;

import dev.quorumvip.api.RebalancePolicy;
import dev.quorumvip.api.RebalanceRequest;
import dev.quorumvip.client.AgentCallException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorumvip rebalance}. */
@Command(
        name = "rebalance",
        description =
                "Move virtual IPs until they are spread evenly over the nodes that can have them: once, or from now on.")
final class RebalanceCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private ConnectionOptions connection = new ConnectionOptions();

    @Option(
            names = "--policy",
            paramLabel = "once|always|never",
            description =
                    "once: now, until they are spread, which is the default; always: from now on, whenever they are"
                            + " not; never: no more")
    private @Nullable String policy;

    @Option(
            names = "--together",
            paramLabel = "N",
            description = "how many may be on the move at once, 1 to 100; default: 1")
    private @Nullable Integer together;

    @Override
    public Integer call() throws AgentCallException {
        connection.client().post("/v1/rebalance", new RebalanceRequest(asked(), together));
        spec.commandLine().getOut().println(done(asked()));
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }

    private RebalancePolicy asked() {
        String word = policy == null ? "once" : policy;
        for (RebalancePolicy known : RebalancePolicy.values()) {
            if (known.name().toLowerCase(Locale.ROOT).equals(word)) {
                return known;
            }
        }
        throw new ParameterException(
                spec.commandLine(),
                "--policy: '" + TextTable.clean(word) + "' is unknown; there is once, always, never");
    }

    private static String done(RebalancePolicy policy) {
        return switch (policy) {
            case ONCE -> "virtual IPs are being spread; 'quorumvip status' shows where they are";
            case ALWAYS -> "virtual IPs are spread from now on; 'quorumvip rebalance --policy never' ends that";
            case NEVER -> "virtual IPs stay where they are";
        };
    }
}
