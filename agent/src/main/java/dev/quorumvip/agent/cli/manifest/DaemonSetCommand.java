package dev.quorumvip.agent.cli.manifest;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip manifest daemonset}. */
@Command(
        name = "daemonset",
        sortOptions = false,
        description = "A DaemonSet for control-plane nodes of a Kubernetes cluster that is there already, and its"
                + " configuration. All nodes in --peers found one cluster together; others do not start.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed or written",
            "1:could not be written",
            "2:options are wrong; every problem has been printed"
        })
final class DaemonSetCommand implements Callable<Integer> {
    @Mixin
    private SharedOptions shared = new SharedOptions();

    @Mixin
    private ImageOption image = new ImageOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ManifestRun run = new ManifestRun(spec.commandLine(), shared);
        SetupReader reader = run.reader();
        Setup setup = reader.ofAll(reader.image(image));
        if (!shared.tls) {
            run.problems().warn("--tls", "without it REST stays on 127.0.0.1, where no operator finds the agents");
        }
        return run.finish(setup, ControlPlaneDaemonSet::files, ManifestRun.YAML);
    }
}
