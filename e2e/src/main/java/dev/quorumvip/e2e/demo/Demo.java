package dev.quorumvip.e2e.demo;

import dev.quorumvip.e2e.agent.AgentOptions;
import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.net.TestNetwork;
import dev.quorumvip.e2e.probe.WireProbe;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** The program behind {@code bin/demo}. */
public final class Demo {
    static final String PREFIX = "qvdemo";
    private static final Path DIRECTORY = Path.of("/var/lib/quorumvip-demo");
    private static final Path LOCK = Path.of("/run/quorumvip-demo.lock");

    private Demo() {}

    /** @param arguments nothing, {@code --keep} or {@code --clean} */
    public static void main(String[] arguments) throws Exception {
        switch (String.join(" ", arguments)) {
            case "" -> System.exit(alone(() -> show(false)));
            case "--keep" -> System.exit(alone(() -> show(true)));
            case "--clean" -> System.exit(alone(Demo::clean));
            default -> {
                System.err.println("usage: bin/demo [--keep | --clean]");
                System.exit(2);
            }
        }
    }

    private interface Act {
        boolean succeeds() throws Exception;
    }

    /** Two demos would share their namespaces' names; the lock goes with the process. */
    private static int alone(Act act) throws Exception {
        try (FileChannel file = FileChannel.open(LOCK, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = file.tryLock()) {
            if (lock == null) {
                System.err.println("another demo is running");
                return 1;
            }
            return act.succeeds() ? 0 : 1;
        }
    }

    private static boolean clean() throws IOException {
        TestNetwork.removeAll(PREFIX);
        Cluster.deleteTree(DIRECTORY);
        return true;
    }

    private static boolean show(boolean keep) throws Exception {
        clean();
        TestNetwork network = TestNetwork.create(PREFIX, 3);
        Cluster cluster = Cluster.on(network, DIRECTORY);
        try (WireProbe probe = WireProbe.start(network, Performance.VIP)) {
            boolean good = new Performance(cluster, probe, System.out).run();
            if (keep) {
                network.keep();
                tellHowToLookAround(cluster);
            } else {
                cluster.close();
                if (good) {
                    clean();
                } else {
                    System.out.println("the agents' logs are in " + DIRECTORY);
                }
            }
            return good;
        } catch (Exception e) {
            cluster.close();
            throw e;
        }
    }

    private static void tellHowToLookAround(Cluster cluster) {
        String inside =
                "ip netns exec " + cluster.nodes().getFirst().namespace().name();
        List<String> lines = List.of(
                "",
                "It is all left running. To look around, as root:",
                "",
                "  " + inside + " bin/quorumvip status --watch",
                "  " + inside + " bin/quorumvip members list",
                "  " + inside + " bin/quorumvip vip set second 10.77.0.60/24",
                "  " + inside + " ip address show dev eth0",
                "  " + inside + " curl -s http://127.0.0.1:" + AgentOptions.HTTP_PORT + "/v1/status",
                "  ip netns exec " + cluster.network().client().name() + " ping " + Performance.VIP,
                "",
                "The nodes are " + PREFIX + "-n1 to -n3; data and logs are in " + DIRECTORY + ".",
                "To remove it: bin/demo --clean");
        lines.forEach(System.out::println);
    }
}
