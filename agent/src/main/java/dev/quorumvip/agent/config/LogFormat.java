package dev.quorumvip.agent.config;

/** How a log line looks. */
public enum LogFormat {
    /** One line for a person, key-values at the end. */
    TEXT,

    /** One JSON object a line. */
    JSON
}
