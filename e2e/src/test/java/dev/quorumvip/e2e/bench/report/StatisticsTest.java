package dev.quorumvip.e2e.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class StatisticsTest {
    @Test
    void medianOfAnOddNumberIsTheMiddleOne() {
        assertThat(new Statistics(List.of(9, 1, 5)).median()).isEqualTo(5);
    }

    @Test
    void medianOfAnEvenNumberIsTheMeanOfTheMiddleTwo() {
        assertThat(new Statistics(List.of(9, 1, 5, 4)).median()).isEqualTo(4.5);
    }

    @Test
    void percentileIsByNearestRank() {
        Statistics twenty = new Statistics(IntStream.rangeClosed(1, 20).boxed().toList());
        assertThat(twenty.percentile(95)).isEqualTo(19);
        assertThat(twenty.max()).isEqualTo(20);
        assertThat(new Statistics(IntStream.rangeClosed(1, 21).boxed().toList()).percentile(95))
                .isEqualTo(20);
        assertThat(new Statistics(List.of(7)).percentile(95)).isEqualTo(7);
    }

    @Test
    void refusesAnEmptySample() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Statistics(List.of()));
    }
}
