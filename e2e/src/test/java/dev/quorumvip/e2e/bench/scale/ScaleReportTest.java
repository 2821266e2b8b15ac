package dev.quorumvip.e2e.bench.scale;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.quorumvip.e2e.bench.scale.Measurement.Kill;
import java.io.StringReader;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ScaleReportTest {
    private static final Measurement ONE = new Measurement(
            1, Duration.ofMillis(650), 0, 1, List.of(1.0, 2.0, 1.5), List.of(100.0, 110.0, 102.0), List.of());

    private static final Measurement MANY = new Measurement(
            1_000,
            Duration.ofMillis(8_400),
            200,
            200,
            List.of(3.0, 3.25, 4.0),
            List.of(120.0, 130.0, 121.0),
            List.of(
                    kill(false, 200, 720, 0, 0, 0, 0),
                    kill(false, 250, 760, 3, 4, 0, 0),
                    kill(true, 250, 880, 0, 0, 2, 17)));

    private static Kill kill(
            boolean leader, int held, long backMillis, int away, int othersLost, int doubles, long missed) {
        return new Kill(
                leader, held, Duration.ofMillis(500), Duration.ofMillis(backMillis), away, othersLost, doubles, missed);
    }

    @Test
    void tableTellsTheLeadersDeathFromTheOthers() {
        assertThat(new ScaleTable(List.of(ONE, MANY)).toString())
                .contains("| 1 | 0 to 1 | 650 | 1.5 (2.0) | 102 (110) | none | none | none | 0 | 0 |")
                .contains("| 1000 | 200 | 8400 | 3.3 (4.0) | 121 (130) | 200 to 250 | 740 (760), 3 stayed away |"
                        + " 880 (880) | 4, 17 frames unseen | 2 |");
    }

    @Test
    void plotHasADotForEachValueAndALineThroughTheMediansOfEachPanel() throws Exception {
        String svg = new GrowthPlot(List.of(ONE, MANY)).svg();
        Document document =
                DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
        // One time to add each, three kills of the one, three agents of each for processor time and for memory.
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2 + 3 + 6 + 6);
        assertThat(document.getElementsByTagName("polyline").getLength()).isEqualTo(4);
    }

    @Test
    void plotOfASingleNumberOfVirtualIpsHasItInTheMiddle() {
        assertThat(new GrowthPlot(List.of(ONE)).svg()).doesNotContain("NaN", "Infinity");
    }

    @ParameterizedTest
    @CsvSource({"0.65, 0.2", "8.4, 5", "4, 1", "4.01, 2", "130, 50", "0, 0.0001"})
    void axisHasRoundSteps(double most, double step) {
        assertThat(GrowthPlot.step(most)).isEqualTo(step, within(1e-9));
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        assertThat(ScaleBench.execute("--vips", "0")).isEqualTo(2);
        assertThat(ScaleBench.execute("--vips", "70000")).isEqualTo(2);
        assertThat(ScaleBench.execute("--kills", "-1")).isEqualTo(2);
        assertThat(ScaleBench.execute("--profile", "hasty")).isEqualTo(2);
    }
}
