package dev.quorumvip.agent.netlink;

import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs code in a named network namespace, as {@code ip netns exec} does for a program. The agent itself stays in the
 * one namespace that it was started in; this is for tests, which need several machines in one process. Needs
 * CAP_SYS_ADMIN.
 */
public final class NetworkNamespace {
    private static final String DIRECTORY = "/run/netns/"; // where ip-netns(8) mounts the names

    private NetworkNamespace() {}

    /**
     * Runs {@code call} in the namespace, on a thread that lives for this one call, and waits for it. Sockets opened,
     * and threads and processes started within, stay in the namespace.
     *
     * @param name as {@code ip netns list} shows it
     * @return what {@code call} returned
     * @throws NetlinkException if there is no such namespace, or the process may not enter it
     * @throws Exception what {@code call} threw
     */
    public static <T> T call(String name, Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            enter(name);
            return call.call();
        });
        Thread.ofPlatform().daemon().name("netns-" + name).start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            switch (e.getCause()) {
                case Exception thrown -> throw thrown;
                case Error thrown -> throw thrown;
                case null, default -> throw e;
            }
        }
    }

    private static void enter(String name) throws NetlinkException {
        String path = DIRECTORY + name;
        int fd = Libc.open(path, Libc.O_CLOEXEC);
        if (fd < 0) {
            throw new NetlinkException(Libc.errno(), "open " + path);
        }
        int result = Libc.setns(fd, Libc.CLONE_NEWNET);
        int errno = Libc.errno();
        Libc.close(fd);
        if (result < 0) {
            throw new NetlinkException(errno, "enter " + path);
        }
    }
}
