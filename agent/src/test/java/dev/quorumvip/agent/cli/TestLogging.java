package dev.quorumvip.agent.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.util.ContextInitializer;
import ch.qos.logback.core.joran.spi.JoranException;
import org.slf4j.LoggerFactory;

/** Puts the logging of the tests back after a test of {@link LogSetup}. */
final class TestLogging {
    private TestLogging() {}

    static void restore() {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        try {
            new ContextInitializer(context).autoConfig();
        } catch (JoranException e) {
            throw new AssertionError(e);
        }
    }
}
