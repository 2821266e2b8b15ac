package dev.quorumvip.e2e.bench.report;

import static dev.quorumvip.e2e.bench.report.Samples.back;
import static dev.quorumvip.e2e.bench.report.Samples.measured;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class ReportTest {
    private static final List<Summary> SUMMARIES = Summary.of(List.of(
            measured("kill", "a", 100, 0),
            measured("kill", "b", 400, 0),
            measured("kill", "a", 300, 0),
            measured("kill", "b", 400, 25),
            measured("stop", "a", 50, 0),
            measured("stop", "b", 4, 0)));

    @Test
    void summaryIsOfOneEventAndOneSystem() {
        assertThat(SUMMARIES).hasSize(4);
        Summary killOfA = SUMMARIES.getFirst();
        assertThat(killOfA.outage().count()).isEqualTo(2);
        assertThat(killOfA.outage().median()).isEqualTo(200);
        assertThat(killOfA.trialsWithTwo()).isZero();
        assertThat(SUMMARIES.get(1).trialsWithTwo()).isOne();
        assertThat(SUMMARIES.get(1).longestDoubleAnswer()).isEqualTo(25);
    }

    @Test
    void tableHasTheRatioOfMedians() {
        String table = new ResultTable(SUMMARIES, List.of("b")).markdown();
        assertThat(row(table, "kill", "a"))
                .containsExactly("kill", "a", "2", "200", "300", "300", "0", "0", "100", "10", "0.50");
        assertThat(row(table, "kill", "b")).endsWith("1.00").contains("25");
    }

    @Test
    void tableHasNoRatioToNextToNothing() {
        assertThat(row(new ResultTable(SUMMARIES, List.of("b")).markdown(), "stop", "a"))
                .endsWith("");
    }

    @Test
    void eventThatNobodyNoticedIsNotForThePlot() {
        List<Summary> all = Summary.of(
                List.of(measured("kill", "a", 0, 0), measured("kill", "b", 50, 0), measured("healed", "a", 3, 0)));
        assertThat(Summary.noticed(all)).extracting(Summary::event).containsExactly("kill", "kill");
    }

    @Test
    void allLinesOfTheTableAreOfOneLength() {
        String table = new ResultTable(SUMMARIES, List.of("b")).markdown();
        assertThat(table.lines().map(String::length).distinct()).hasSize(1);
        assertThat(table.lines()).hasSize(6);
    }

    @Test
    void plotIsWellFormedAndHasADotForEachTrial() throws Exception {
        String svg = new StripPlot(Summary.of(
                        List.of(measured("kill & <more>", "a", 100, 0), measured("kill & <more>", "a", 0, 0))))
                .svg();
        Document document = DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        assertThat(document.getDocumentElement().getTagName()).isEqualTo("svg");
        assertThat(document.getElementsByTagName("circle").getLength()).isEqualTo(2);
        assertThat(svg).contains("prefers-color-scheme: dark").doesNotContain("two answered");
        assertThat(new StripPlot(SUMMARIES).svg()).contains("two answered in 1 of 2");
    }

    @Test
    void axisOfThePlotIsLogarithmicAndHoldsWhatIsBeyondIt() {
        double decade = StripPlot.x(10) - StripPlot.x(1);
        assertThat(StripPlot.x(1000) - StripPlot.x(100)).isCloseTo(decade, org.assertj.core.data.Offset.offset(0.01));
        assertThat(StripPlot.x(0)).isEqualTo(StripPlot.x(1));
        assertThat(StripPlot.x(1e9)).isEqualTo(StripPlot.x(10_000));
    }

    @Test
    void rawResultsAreLinesOfEquallyManyFields(@TempDir Path directory) throws Exception {
        Path file = directory.resolve("trials.csv");
        try (RawResults raw = new RawResults(file)) {
            raw.add(measured("kill", "a", 100, 0));
        }
        List<String> lines = Files.readAllLines(file);
        assertThat(lines).hasSize(2);
        assertThat(lines.get(1).split(",", -1)).hasSameSizeAs(lines.get(0).split(",", -1));
        assertThat(lines.get(1)).contains(",100.000,0.000,0,50,10,true,");
    }

    @Test
    void statusTableIsOfWhatWasAwayAndOfNothingElse() {
        assertThat(new StatusTable(List.of(measured("kill", "a", 100, 0))).isEmpty())
                .isTrue();
        String table = new StatusTable(List.of(
                        measured("kill", "a", 100, 0),
                        back("kill: back", "a", 0, 100),
                        back("kill: back", "a", 0, 900),
                        back("kill: back", "a", 0, 200),
                        back("kill: back", "b", 0, 50)))
                .markdown();
        assertThat(table.lines()).hasSize(4);
        assertThat(table.lines().map(String::length).distinct()).hasSize(1);
        assertThat(row(table, "kill: back", "a")).containsExactly("kill: back", "a", "3", "200", "900", "900");
        assertThat(row(table, "kill: back", "b")).containsExactly("kill: back", "b", "1", "50", "50", "50");
        assertThat(RawResults.line(back("kill: back", "a", 0, 100))).endsWith(",100.000");
    }

    @Test
    void fieldWithACommaIsQuoted() {
        assertThat(RawResults.line(measured("one, two", "a", 1, 0))).contains(",\"one, two\",a,");
    }

    @Test
    void reportNamesMachineSoftwareAndCommand() {
        MachineFacts machine = new MachineFacts(2, "Some CPU", 2048, "6.1", "Some JDK 25");
        String text = MarkdownReport.text(
                LocalDate.of(2026, 1, 2),
                "bin/bench failover",
                machine,
                List.of("Keepalived v2"),
                "| table |\n",
                "within 1 ms",
                List.of("odd"));
        assertThat(text)
                .contains("2026-01-02", "2 cores (Some CPU), 2.0 GiB, Linux 6.1, Some JDK 25")
                .contains("- Keepalived v2\n", "    bin/bench failover\n", "| table |\n", "within 1 ms\n", "- odd\n");
    }

    private static List<String> row(String table, String event, String system) {
        return table.lines()
                .map(line -> List.of(line.substring(1).split("\\|", -1)).stream()
                        .map(String::strip)
                        .toList())
                .filter(cells -> cells.get(0).equals(event) && cells.get(1).equals(system))
                .map(cells -> cells.subList(0, cells.size() - 1))
                .findFirst()
                .orElseThrow();
    }
}
