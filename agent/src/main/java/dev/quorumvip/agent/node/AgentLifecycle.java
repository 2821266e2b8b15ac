package dev.quorumvip.agent.node;

import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.storage.StorageException;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs an agent as the whole of a process: until SIGTERM or SIGINT, or until it cannot go on. */
public final class AgentLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(AgentLifecycle.class);

    private AgentLifecycle() {}

    /**
     * Runs it in the foreground. A stop by signal ends the process from here, with status 0; a fault ends it with
     * {@link FaultHandler#EXIT_STATUS}.
     *
     * @return the exit status of an agent that could not start; the reason was logged
     */
    public static int run(AgentConfig config) {
        Agent agent = new Agent(config, status -> Runtime.getRuntime().halt(status));
        Thread stopper = new Thread(() -> stop(agent), "stop");
        Runtime.getRuntime().addShutdownHook(stopper);
        try {
            agent.start();
            new CountDownLatch(1).await();
        } catch (AgentStartException | StorageException e) {
            LOG.atError().addKeyValue("reason", e.getMessage()).log("the agent cannot start");
            agent.close();
            forget(stopper);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return FaultHandler.EXIT_STATUS;
    }

    /** The hook would close the agent once more, and say that it was told to stop. */
    private static void forget(Thread stopper) {
        try {
            Runtime.getRuntime().removeShutdownHook(stopper);
        } catch (IllegalStateException e) {
            LOG.debug("told to stop while the start failed");
        }
    }

    private static void stop(Agent agent) {
        LOG.info("told to stop: giving back what this node holds");
        agent.close();
        // Else the virtual machine would report the signal, 143, as if it had been killed by it.
        Runtime.getRuntime().halt(0);
    }
}
