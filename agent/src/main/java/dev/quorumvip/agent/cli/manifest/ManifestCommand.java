package dev.quorumvip.agent.cli.manifest;

import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code quorumvip manifest}. */
@Command(
        name = "manifest",
        description = "Print what runs agents for a control plane's own virtual IP, before there is an API server."
                + " docs/CONTROL-PLANE.md goes through it step by step.",
        subcommands = {StaticPodCommand.class, DaemonSetCommand.class, SystemdCommand.class})
public final class ManifestCommand implements Runnable {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which one: static-pod, daemonset or systemd?");
    }
}
