package dev.quorumvip.agent.netlink;

import com.sun.jna.Native;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/**
 * Runs code on a thread of its own that has dropped all effective capabilities, as a process of a plain user has none.
 */
public final class WithoutCapabilities {
    private static final int LINUX_CAPABILITY_VERSION_3 = 0x20080522;

    static {
        Native.register(WithoutCapabilities.class, "c");
    }

    private WithoutCapabilities() {}

    public static <T> T call(Callable<T> call) throws Exception {
        FutureTask<T> task = new FutureTask<>(() -> {
            int[] header = {LINUX_CAPABILITY_VERSION_3, 0};
            int[] effectivePermittedInheritableTwice = new int[6];
            if (capset(header, effectivePermittedInheritableTwice) != 0) {
                throw new IllegalStateException("capset: errno " + Native.getLastError());
            }
            return call.call();
        });
        Thread.ofPlatform().daemon().start(task);
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception thrown ? thrown : e;
        }
    }

    private static native int capset(int[] header, int[] data);
}
