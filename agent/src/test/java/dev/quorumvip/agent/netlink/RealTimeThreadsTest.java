package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RealTimeThreadsTest {
    @Test
    void aThreadOfItsIsScheduledInRealTimeAndNoOtherIs() throws Exception {
        RealTimeThreads threads = new RealTimeThreads(1);
        threads.check();
        CompletableFuture<Integer> policy = new CompletableFuture<>();
        Thread thread = threads.newThread(() -> policy.complete(Libc.sched_getscheduler(0)));
        thread.start();
        assertThat(policy.get(5, TimeUnit.SECONDS)).isEqualTo(Libc.SCHED_RR);
        assertThat(Libc.sched_getscheduler(0)).as("this thread").isNotEqualTo(Libc.SCHED_RR);
    }

    @Test
    void aPriorityThatTheKernelDoesNotTakeIsFoundOutBefore() {
        assertThatThrownBy(() -> new RealTimeThreads(1000).check())
                .isInstanceOf(NetlinkException.class)
                .hasMessageContaining("EINVAL")
                .hasMessageContaining("priority 1000");
    }
}
