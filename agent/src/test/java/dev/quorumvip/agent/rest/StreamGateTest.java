package dev.quorumvip.agent.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class StreamGateTest {
    private final StreamGate gate = new StreamGate(2);

    @Test
    void letsInAsManyAsThereArePlaces() {
        Played one = new Played();
        assertThat(gate.enter(one)).isTrue();
        assertThat(gate.enter(new Played())).isTrue();
        assertThat(gate.enter(new Played())).isFalse();
        gate.leave(one);
        assertThat(gate.enter(new Played())).isTrue();
    }

    @Test
    void hasThoseInsideSaySomethingBeforeItTurnsAnybodyAway() {
        Played alive = new Played();
        Played gone = new Played() {
            @Override
            public void prod() {
                super.prod();
                if (prods.get() == 2) {
                    gate.leave(this);
                }
            }
        };
        gate.enter(alive);
        assertThat(alive.prods).as("while there is room").hasValue(0);
        gate.enter(gone);

        assertThat(gate.enter(new Played())).isTrue();

        assertThat(alive.prods).hasValue(2);
    }

    @Test
    void turnsAwayWhoIsInterrupted() {
        gate.enter(new Played());
        gate.enter(new Played());
        Thread.currentThread().interrupt();
        assertThat(gate.enter(new Played())).isFalse();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void endsThoseInsideAndLetsNobodyInAfterThat() {
        Played prompt = new Played() {
            @Override
            public void end() {
                super.end();
                gate.leave(this);
            }
        };
        gate.enter(prompt);
        gate.close(Duration.ofSeconds(10));
        assertThat(prompt.ends).hasValue(1);
        assertThat(gate.enter(new Played())).isFalse();
    }

    @Test
    void waitsNoLongerThanItIsToldForOneThatDoesNotEnd() {
        Played stuck = new Played();
        gate.enter(stuck);
        gate.close(Duration.ofMillis(1));
        Played late = new Played();
        gate.enter(late);
        assertThat(stuck.ends).hasValue(1);
        assertThat(late.ends).as("ended as soon as it came").hasValue(1);
    }

    private static class Played implements Response.Stream {
        final AtomicInteger prods = new AtomicInteger();
        final AtomicInteger ends = new AtomicInteger();

        @Override
        public void writeTo(Response.Sink sink) {}

        @Override
        public void prod() {
            prods.incrementAndGet();
        }

        @Override
        public void end() {
            ends.incrementAndGet();
        }
    }
}
