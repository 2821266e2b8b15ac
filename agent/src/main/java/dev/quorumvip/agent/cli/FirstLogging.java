package dev.quorumvip.agent.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.quorumvip.agent.config.LogFormat;
import org.slf4j.event.Level;

/**
 * What holds until the agent has read its configuration, and for the commands that ask an agent: warnings, as text. In
 * place of an XML file, because reading that takes 0.1 s and the JDK's XML parser. Found by the service loader.
 */
public final class FirstLogging extends ContextAwareBase implements Configurator {
    @Override
    public ExecutionStatus configure(LoggerContext context) {
        LogSetup.apply(context, LogFormat.TEXT, Level.WARN);
        return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
    }
}
