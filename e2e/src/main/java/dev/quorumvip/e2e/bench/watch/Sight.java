package dev.quorumvip.e2e.bench.watch;

import java.time.Duration;

/**
 * What was seen in one stretch of time.
 *
 * @param outage the longest time without a reply to the client
 * @param doubleAnswer for how long two nodes answered, summed up; as fine as {@link Eyes#ASKING}
 * @param doubleAnswers how often that began
 * @param lost how many of the client's requests got no reply
 * @param announcements gratuitous ARPs that the client saw
 * @param servedAtEnd whether the client was getting replies at the end
 * @param senderLateness how late the client's sender was at worst; such time is no outage
 * @param observerBlindness the longest time in which the nodes were not asked
 */
public record Sight(
        Duration outage,
        Duration doubleAnswer,
        int doubleAnswers,
        int lost,
        int announcements,
        boolean servedAtEnd,
        Duration senderLateness,
        Duration observerBlindness) {}
