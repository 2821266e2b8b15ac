package dev.quorumvip.operator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import org.slf4j.LoggerFactory;

/** Sends the logs to standard error. The level is that of our own loggers; the libraries stay at WARN. */
final class LogSetup {
    private static final String TEXT_PATTERN = "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0} %msg %kvp%n%ex";

    /** How logs are written. */
    enum Format {
        /** For people. */
        text,
        /** A line of JSON each. */
        json
    }

    private LogSetup() {}

    static void apply(Format format, org.slf4j.event.Level level) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder = format == Format.json ? json() : text();
        encoder.setContext(context);
        encoder.start();
        ConsoleAppender<ILoggingEvent> stderr = new ConsoleAppender<>();
        stderr.setContext(context);
        stderr.setTarget("System.err");
        stderr.setEncoder(encoder);
        stderr.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.addAppender(stderr);
        root.setLevel(Level.WARN);
        // With the API server away it tells the stack of each attempt at each resource; that it is away is in other
        // logs.
        context.getLogger("io.javaoperatorsdk.operator.processing.event.EventProcessor")
                .setLevel(Level.ERROR);
        // The same of the Lease.
        context.getLogger("io.fabric8.kubernetes.client.extended.leaderelection")
                .setLevel(Level.ERROR);
        // That a version is an alpha one is ours to know.
        context.getLogger("io.fabric8.kubernetes.client.VersionUsageUtils").setLevel(Level.ERROR);
        context.getLogger("dev.quorumvip").setLevel(Level.convertAnSLF4JLevel(level));
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
