package dev.quorumvip.agent.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.quorumvip.agent.config.LogFormat;
import org.jspecify.annotations.NullMarked;
import org.slf4j.LoggerFactory;

/**
 * Sends the logs to standard error, as text or as JSON lines. The level given is that of our own loggers; the libraries
 * stay at WARN, Ratis at ERROR.
 */
@NullMarked
public final class LogSetup {
    private static final String OURS = "dev.quorumvip";

    private static final String TEXT_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp%n";

    /**
     * It warns of each attempt to reach a peer that is down, several a second; who is down, and what fails for good, is
     * in our own logs.
     */
    private static final String ONLY_ERRORS = "org.apache.ratis";

    /** gRPC's own logger; held here, because the JDK forgets the level of a logger that nobody refers to. */
    private static final java.util.logging.Logger GRPC =
            java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    private LogSetup() {}

    /** Replaces whatever logging was set up before. */
    public static void apply(LogFormat format, org.slf4j.event.Level level) {
        apply((LoggerContext) LoggerFactory.getILoggerFactory(), format, level);
    }

    static void apply(LoggerContext context, LogFormat format, org.slf4j.event.Level level) {
        context.reset();
        Encoder<ILoggingEvent> encoder = format == LogFormat.JSON ? json() : text();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setName("stderr");
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.WARN);
        context.getLogger(OURS).setLevel(Level.convertAnSLF4JLevel(level));
        context.getLogger(ONLY_ERRORS).setLevel(Level.ERROR);
        GRPC.setLevel(java.util.logging.Level.WARNING);
    }

    private static Encoder<ILoggingEvent> text() {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setPattern(TEXT_PATTERN);
        return encoder;
    }

    private static Encoder<ILoggingEvent> json() {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setWithSequenceNumber(false);
        encoder.setWithNanoseconds(false);
        encoder.setWithContext(false);
        encoder.setWithMDC(false);
        encoder.setWithMessage(false);
        encoder.setWithArguments(false);
        encoder.setWithFormattedMessage(true);
        return encoder;
    }
}
