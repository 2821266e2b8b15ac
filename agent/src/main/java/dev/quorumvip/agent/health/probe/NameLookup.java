package dev.quorumvip.agent.health.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Finds the address of a host, in bounded time. A name is looked up on a thread of this class: the system's resolver
 * cannot be interrupted, and would hold a carrier of virtual threads for as long as a name server does not answer,
 * until nothing else that runs on them moved. Answers are kept as long as the JDK keeps them, half a minute by default.
 */
final class NameLookup implements AutoCloseable {
    private static final int THREADS = 4;
    private static final int MOST_WAITING = 64;
    private static final int IDLE_SECONDS = 60;

    private final ThreadPoolExecutor threads = new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofPlatform().daemon().name("health-names-", 0).factory());

    NameLookup() {
        // An agent whose checks have no names has no threads for them.
        threads.allowCoreThreadTimeOut(true);
    }

    /**
     * The first address of a host.
     *
     * @throws IOException if there is none, or none in time
     */
    InetAddress find(String host, Deadline deadline) throws IOException, InterruptedException {
        if (isAddress(host)) {
            return InetAddress.ofLiteral(host);
        }
        FutureTask<InetAddress> task = new FutureTask<>(() -> InetAddress.getByName(host));
        try {
            threads.execute(task);
            return task.get(Math.max(0, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            task.cancel(false);
            throw (IOException) new SocketTimeoutException("no answer of the name service").initCause(e);
        } catch (RejectedExecutionException e) {
            throw new IOException("too many names are being looked up", e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        }
    }

    /** Whether it is written as an IP address; the definition says that it is one then. */
    static boolean isAddress(String host) {
        return host.contains(":") || host.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
