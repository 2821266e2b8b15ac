package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.config.AgentConfig;

/** Runs an agent in the foreground. */
@FunctionalInterface
public interface AgentRunner {

    /**
     * Runs the agent until it is told to stop.
     *
     * @return the exit code of the process
     * @throws Exception if the agent could not start or had to give up
     */
    int run(AgentConfig config) throws Exception;
}
