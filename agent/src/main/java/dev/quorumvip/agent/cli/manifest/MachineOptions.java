package dev.quorumvip.agent.cli.manifest;

import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What is asked where the files are for one machine. */
final class MachineOptions {
    @Option(names = "--node-ip", paramLabel = "IP", description = "This machine's own address. Required.")
    @Nullable
    String nodeIp;

    @Option(
            names = "--join",
            split = ",",
            paramLabel = "IP[,...]",
            description =
                    "In place of --peers and --vip: machines of a cluster that is there already, which this one joins.")
    @Nullable
    List<String> join;

    @Option(
            names = "--config-dir",
            paramLabel = "DIR",
            description =
                    "Where the machine has the configuration, the file cluster.secret, and with --tls the directory tls"
                            + " with tls.crt, tls.key and ca.crt. Default: /etc/quorumvip")
    @Nullable
    String configDir;
}
