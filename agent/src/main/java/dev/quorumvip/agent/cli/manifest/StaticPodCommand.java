package dev.quorumvip.agent.cli.manifest;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code quorumvip manifest static-pod}. */
@Command(
        name = "static-pod",
        sortOptions = false,
        description =
                "A Pod for /etc/kubernetes/manifests of this machine, and its configuration. With kubeadm, kubelets run"
                        + " only from kubeadm init or join on: name the first machine alone in --peers, and give the others --join.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:printed or written",
            "1:could not be written",
            "2:options are wrong; every problem has been printed"
        })
final class StaticPodCommand implements Callable<Integer> {
    @Mixin
    private SharedOptions shared = new SharedOptions();

    @Mixin
    private MachineOptions machine = new MachineOptions();

    @Mixin
    private ImageOption image = new ImageOption();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        ManifestRun run = new ManifestRun(spec.commandLine(), shared);
        SetupReader reader = run.reader();
        Setup setup = reader.ofMachine(machine, reader.image(image));
        if (setup.initialPeers().size() > 1) {
            run.problems()
                    .warn(
                            "--peers",
                            "the virtual IP is there once a majority of these run their agents, which kubelets that wait for"
                                    + " 'kubeadm join' do not; see docs/CONTROL-PLANE.md");
        }
        if (!shared.tls) {
            run.problems().warn("--tls", "without it REST stays on 127.0.0.1, where no operator finds the agent");
        }
        return run.finish(setup, StaticPod::files, ManifestRun.YAML);
    }
}
