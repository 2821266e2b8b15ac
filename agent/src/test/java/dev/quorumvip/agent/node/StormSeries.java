package dev.quorumvip.agent.node;

import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;

/** One storm after another, on several cores; each must be clean. */
final class StormSeries {
    private final Duration storm;
    private final int jobs;
    private final Map<Happening, Long> happened = new EnumMap<>(Happening.class);
    private long storms;
    private long grants;
    private double served;

    /**
     * @param storm how long each lasts
     * @param jobs how many rage at a time
     */
    StormSeries(Duration storm, int jobs) {
        this.storm = storm;
        this.jobs = jobs;
    }

    /**
     * Runs the storms of the seeds from {@code first} on.
     *
     * @param most so many storms
     * @param goOn asked before each of them
     * @param progress run after each
     */
    void run(long first, long most, BooleanSupplier goOn, Runnable progress) throws InterruptedException {
        ExecutorService workers = Executors.newFixedThreadPool(jobs);
        try {
            ExecutorCompletionService<SingleHolderSimulation> done = new ExecutorCompletionService<>(workers);
            long begun = 0;
            int underWay = 0;
            while (true) {
                while (underWay < jobs && begun < most && goOn.getAsBoolean()) {
                    done.submit(oneOf(first + begun++));
                    underWay++;
                }
                if (underWay == 0) {
                    return;
                }
                count(done.take().get());
                underWay--;
                progress.run();
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
            throw new AssertionError(e.getCause());
        } finally {
            workers.shutdownNow();
        }
    }

    private Callable<SingleHolderSimulation> oneOf(long seed) {
        return () -> {
            SingleHolderSimulation simulation = new SingleHolderSimulation(seed, Sabotage.NONE);
            try {
                simulation.run(storm);
                return simulation;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError(
                        "again with: bin/simulate --seed " + seed + " --seconds " + storm.toSeconds() + "\n"
                                + e.getMessage(),
                        e);
            }
        };
    }

    private void count(SingleHolderSimulation simulation) {
        storms++;
        grants += simulation.grants();
        served += simulation.servedShare();
        simulation.chance.counts().forEach((what, times) -> happened.merge(what, (long) times, Long::sum));
    }

    long storms() {
        return storms;
    }

    /** Assignments in all storms. */
    long grants() {
        return grants;
    }

    /** How much of the storms VIPs were served. */
    double servedShare() {
        return served / Math.max(1, storms);
    }

    /** How often each thing happened in all storms. */
    Map<Happening, Long> happened() {
        return happened;
    }
}
