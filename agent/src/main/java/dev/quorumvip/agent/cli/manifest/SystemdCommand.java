package dev.quorumvip.agent.cli.manifest;

import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip manifest systemd}. */
@Command(
        name = "systemd",
        sortOptions = false,
        description =
                "A unit that runs the agent from /opt/quorumvip, its environment and its configuration. Such agents"
                        + " need no kubelet, so that all machines can found the cluster together before 'kubeadm init'.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed or written",
            "1:could not be written",
            "2:options are wrong; every problem has been printed"
        })
final class SystemdCommand implements Callable<Integer> {
    @Mixin
    private SharedOptions shared = new SharedOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ManifestRun run = new ManifestRun(spec.commandLine(), shared);
        Setup setup = run.reader().ofMachine(machine, Optional.empty());
        if (!setup.dataDir().startsWith(SystemdUnit.STATE)) {
            run.problems().add("--data-dir", "must be below /var/lib, where the unit keeps its state");
        }
        return run.finish(setup, SystemdUnit::files, ManifestRun.LINES);
    }
}
