package dev.quorumvip.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.address.SimulatedAddressTable;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FaultHandlerTest {
    private final List<Integer> exits = new CopyOnWriteArrayList<>();
    private final CountDownLatch ending = new CountDownLatch(1);
    private final CountDownLatch ended = new CountDownLatch(1);

    @Test
    void asLongAsTheFirstFaultEndsTheProcessTheThreadOfAnotherDoesNotGoOn() throws Exception {
        FaultHandler faults = new FaultHandler(new SimulatedAddressTable(System::nanoTime), this::exit);
        Thread first = new Thread(() -> faults.fault("the first", new IllegalStateException("of a test")));
        first.start();
        assertThat(ending.await(5, TimeUnit.SECONDS)).isTrue();
        AtomicBoolean wentOn = new AtomicBoolean();
        Thread second = new Thread(() -> {
            faults.fault("the second", new IllegalStateException("of a test"));
            wentOn.set(true);
        });
        second.start();
        assertThat(second.join(Duration.ofMillis(200))).isFalse();
        assertThat(wentOn).isFalse();
        ended.countDown();
        first.join();
        second.join();
        assertThat(exits).containsExactly(FaultHandler.EXIT_STATUS);
    }

    private void exit(int status) {
        exits.add(status);
        ending.countDown();
        try {
            ended.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
