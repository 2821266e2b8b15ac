package dev.quorumvip.e2e.fault;

import dev.quorumvip.e2e.net.Node;
import dev.quorumvip.e2e.net.TestNetwork;
import java.time.Duration;
import java.util.function.BiConsumer;

/** One thing that can befall a node. */
public enum Fault {
    KILL("kill -9 of the agent", Services::kill, Services::restart),
    UNPLUG("cable pulled", onNetwork(TestNetwork::unplug), onNetwork(TestNetwork::replug)),
    LINK_DOWN("interface set down", onNetwork(TestNetwork::setDown), onNetwork(TestNetwork::setUp)),
    CUT_OFF("cut off from its peers, link up", onNetwork(TestNetwork::cutOff), onNetwork(TestNetwork::heal)),
    MUTE("not heard by its peers, link up", onNetwork(TestNetwork::mute), onNetwork(TestNetwork::heal)),
    ISOLATE(
            "out of reach of peers and clients, link up",
            onNetwork(TestNetwork::isolate),
            onNetwork(TestNetwork::rejoin)),
    SEVER(
            "cut off from its peers, multicast too, link up",
            onNetwork(TestNetwork::sever),
            onNetwork(TestNetwork::rejoin)),
    PAUSE("agent stopped by SIGSTOP", Services::pause, Services::resume),
    TERMINATE("agent ended by SIGTERM", Services::terminate, Fault::restartWhenEnded);

    private static final Duration GRACE = Duration.ofSeconds(20);

    private final String words;
    private final BiConsumer<Services, Node> injection;
    private final BiConsumer<Services, Node> mending;

    Fault(String words, BiConsumer<Services, Node> injection, BiConsumer<Services, Node> mending) {
        this.words = words;
        this.injection = injection;
        this.mending = mending;
    }

    /** What happens, in a few words for people. */
    public String words() {
        return words;
    }

    public void inject(Services services, Node node) {
        injection.accept(services, node);
    }

    /** Undoes what {@link #inject} did; the agent may need its time to be of use again. */
    public void mend(Services services, Node node) {
        mending.accept(services, node);
    }

    private static BiConsumer<Services, Node> onNetwork(BiConsumer<TestNetwork, Node> what) {
        return (services, node) -> what.accept(services.network(), node);
    }

    private static void restartWhenEnded(Services services, Node node) {
        if (services.awaitEnd(node, GRACE).isEmpty()) {
            throw new IllegalStateException("the process on " + node + " did not end within " + GRACE + " of SIGTERM");
        }
        services.restart(node);
    }
}
