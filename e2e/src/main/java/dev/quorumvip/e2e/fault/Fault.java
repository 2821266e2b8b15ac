package dev.quorumvip.e2e.fault;

import dev.quorumvip.e2e.agent.Cluster;
import dev.quorumvip.e2e.net.Node;
import java.time.Duration;

/** One thing that can befall a node. */
public enum Fault {
    KILL("kill -9 of the agent") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.agent(node).kill();
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.start(node);
        }
    },
    UNPLUG("cable pulled") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.network().unplug(node);
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.network().replug(node);
        }
    },
    LINK_DOWN("interface set down") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.network().setDown(node);
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.network().setUp(node);
        }
    },
    CUT_OFF("cut off from its peers, link up") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.network().cutOff(node);
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.network().heal(node);
        }
    },
    MUTE("not heard by its peers, link up") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.network().mute(node);
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.network().heal(node);
        }
    },
    PAUSE("agent stopped by SIGSTOP") {
        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.agent(node).pause();
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            cluster.agent(node).resume();
        }
    },
    TERMINATE("agent ended by SIGTERM") {
        private static final Duration GRACE = Duration.ofSeconds(20);

        @Override
        public void inject(Cluster cluster, Node node) {
            cluster.agent(node).terminate();
        }

        @Override
        public void mend(Cluster cluster, Node node) {
            if (cluster.agent(node).awaitEnd(GRACE).isEmpty()) {
                throw new IllegalStateException(
                        "the agent on " + node + " did not end within " + GRACE + " of SIGTERM");
            }
            cluster.start(node);
        }
    };

    private final String words;

    Fault(String words) {
        this.words = words;
    }

    /** What happens, in a few words for people. */
    public String words() {
        return words;
    }

    public abstract void inject(Cluster cluster, Node node);

    /** Undoes what {@link #inject} did; the agent may need its time to be of use again. */
    public abstract void mend(Cluster cluster, Node node);
}
