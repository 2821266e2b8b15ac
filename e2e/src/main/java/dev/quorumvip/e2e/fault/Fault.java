package dev.quorumvip.e2e.fault;

import dev.quorumvip.e2e.net.Node;
import java.time.Duration;

/** One thing that can befall a node. */
public enum Fault {
    KILL("kill -9 of the agent") {
        @Override
        public void inject(Services services, Node node) {
            services.kill(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.restart(node);
        }
    },
    UNPLUG("cable pulled") {
        @Override
        public void inject(Services services, Node node) {
            services.network().unplug(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().replug(node);
        }
    },
    LINK_DOWN("interface set down") {
        @Override
        public void inject(Services services, Node node) {
            services.network().setDown(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().setUp(node);
        }
    },
    CUT_OFF("cut off from its peers, link up") {
        @Override
        public void inject(Services services, Node node) {
            services.network().cutOff(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().heal(node);
        }
    },
    MUTE("not heard by its peers, link up") {
        @Override
        public void inject(Services services, Node node) {
            services.network().mute(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().heal(node);
        }
    },
    ISOLATE("out of reach of peers and clients, link up") {
        @Override
        public void inject(Services services, Node node) {
            services.network().isolate(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().rejoin(node);
        }
    },
    SEVER("cut off from its peers, multicast too, link up") {
        @Override
        public void inject(Services services, Node node) {
            services.network().sever(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.network().rejoin(node);
        }
    },
    PAUSE("agent stopped by SIGSTOP") {
        @Override
        public void inject(Services services, Node node) {
            services.pause(node);
        }

        @Override
        public void mend(Services services, Node node) {
            services.resume(node);
        }
    },
    TERMINATE("agent ended by SIGTERM") {
        private static final Duration GRACE = Duration.ofSeconds(20);

        @Override
        public void inject(Services services, Node node) {
            services.terminate(node);
        }

        @Override
        public void mend(Services services, Node node) {
            if (services.awaitEnd(node, GRACE).isEmpty()) {
                throw new IllegalStateException(
                        "the process on " + node + " did not end within " + GRACE + " of SIGTERM");
            }
            services.restart(node);
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

    public abstract void inject(Services services, Node node);

    /** Undoes what {@link #inject} did; the agent may need its time to be of use again. */
    public abstract void mend(Services services, Node node);
}
