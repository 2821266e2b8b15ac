package dev.quorumvip.agent.cli.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked of every kind of manifest. All stays text, so that everything wrong can be reported together. */
final class SharedOptions {
    @Option(
            names = "--vip",
            paramLabel = "ADDRESS/PREFIX",
            description =
                    "The virtual IP that the cluster begins with, such as 192.0.2.5/24; may be repeated, and all are"
                            + " always on the same machine.")
    @Nullable
    List<String> vips;

    @Option(names = "--vip-name", paramLabel = "NAME", description = "Its name. Default: control-plane")
    @Nullable
    String vipName;

    @Option(
            names = "--interface",
            paramLabel = "IF",
            description = "The interface of this machine that carries virtual IPs. Required.")
    @Nullable
    String interfaceName;

    @Option(
            names = "--peers",
            split = ",",
            paramLabel = "IP[,...]",
            description =
                    "The addresses of all machines that found the cluster, this one among them; the same for all.")
    @Nullable
    List<String> peers;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the machine keeps what its agent must not forget. Default: /var/lib/quorumvip")
    @Nullable
    String dataDir;

    @Option(names = "--tls", description = "Speak TLS, without which no operator can be let in.")
    boolean tls;

    @Option(
            names = "--health-check-port",
            paramLabel = "PORT",
            description = "Have the virtual IP only where this machine's own API server answers on this port, by HTTPS:"
                    + " 6443 with kubeadm. Where it answers nowhere, the virtual IP stays where it is.")
    @Nullable
    String healthCheckPort;

    @Option(names = "--health-check-path", paramLabel = "PATH", description = "What it is asked for. Default: /readyz")
    @Nullable
    String healthCheckPath;

    @Option(
            names = "--health-check-ca",
            paramLabel = "FILE",
            description = "PEM file with the CA of the API server, for clusters that bring their own: kubeadm makes its"
                    + " CA later than this. The certificate must be for 'kubernetes'. Default: it is not verified")
    @Nullable
    String healthCheckCa;

    @Option(
            names = "--failover-profile",
            paramLabel = "PROFILE",
            description = "fast, balanced or conservative; the same for all. Default: balanced")
    @Nullable
    String failoverProfile;

    @Option(
            names = "--output-dir",
            paramLabel = "DIR",
            description = "Write each file below this directory, under the path where it belongs, in place of printing"
                    + " it. A file that is there with other content is not replaced, and then nothing is written.")
    @Nullable
    String outputDir;
}
