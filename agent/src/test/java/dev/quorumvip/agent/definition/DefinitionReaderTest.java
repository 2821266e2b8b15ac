package dev.quorumvip.agent.definition;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.cluster.NodeNames;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.health.CheckTiming;
import dev.quorumvip.agent.health.TcpCheck;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.VipSpec;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DefinitionReaderTest {
    private static final JsonMapper JSON = new JsonMapper();

    @Test
    void whatIsNotSaidIsTheDefault() throws Exception {
        assertThat(read("{\"address\":\"10.0.0.5/24\"}")).isEqualTo(VipDefinition.of(VipAddress.parse("10.0.0.5/24")));
        assertThat(read("{\"addresses\":[\"10.0.0.5/24\"],\"interface\":null,\"paused\":null}"))
                .isEqualTo(VipDefinition.of(VipAddress.parse("10.0.0.5/24")));
    }

    @Test
    void readsAllThatCanBeSaid() throws Exception {
        assertThat(read("""
                        {"addresses": ["10.0.0.5/24", "10.0.1.5/32"],
                         "interface": "eth*",
                         "nodeSelector": {"zone": "a", "example.org/disk": "ssd", "empty": ""},
                         "priorities": {"n1": 150, "n2": 0},
                         "preemption": {"mode": "delayed", "delay": "30s"},
                         "healthChecks": [{"name": "db", "tcp": {"port": 5432}}],
                         "ifNoneHealthy": "stay",
                         "announcement": {"count": 3, "interval": "50ms", "refresh": "1m"},
                         "conflictPolicy": "report",
                         "failoverProfile": "fast",
                         "onQuorumLoss": "keep",
                         "paused": true,
                         "lockDelay": "1500ms",
                         "owner": "0b6e7f3a-uid", "ownerGeneration": 7}"""))
                .isEqualTo(new VipDefinition(
                        List.of(VipAddress.parse("10.0.0.5/24"), VipAddress.parse("10.0.1.5/32")),
                        new InterfaceChoice.Matching("eth*"),
                        new TreeMap<>(Map.of("zone", "a", "example.org/disk", "ssd", "empty", "")),
                        new TreeMap<>(Map.of("n1", 150, "n2", 0)),
                        new Preemption.After(Duration.ofSeconds(30)),
                        List.of(new TcpCheck("db", "127.0.0.1", 5432, CheckTiming.DEFAULT)),
                        NoneHealthyPolicy.STAY,
                        new AnnouncementSchedule(3, Duration.ofMillis(50), Duration.ofMinutes(1)),
                        ConflictPolicy.REPORT,
                        Optional.of(NamedTiming.FAST),
                        QuorumLossPolicy.KEEP,
                        true,
                        Duration.ofMillis(1500),
                        Optional.of(new Owner("0b6e7f3a-uid", 7))));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:DB8::1/64, 2001:db8::1/64",
        "2001:db8:0::1/64, 2001:db8::1/64",
        "2001:0db8:0000:0000:0000:0000:0000:0001/64, 2001:db8::1/64",
        "2001:db8:0:0:1:0:0:1/64, 2001:db8::1:0:0:1/64",
        "FE80::5/64, fe80::5/64",
        "10.0.0.5/24, 10.0.0.5/24"
    })
    void anAddressHasOneTextHoweverItWasWritten(String written, String stored) throws Exception {
        VipDefinition definition = read("{\"address\":\"" + written + "\"}");
        assertThat(definition).isEqualTo(read("{\"address\":\"" + stored + "\"}"));
        assertThat(DefinitionWriter.write(definition).addresses()).containsExactly(stored);
    }

    @Test
    void theSameAddressTwiceIsRefusedHoweverItIsWritten() throws Exception {
        assertThat(DefinitionReader.read(JSON.readTree("{\"addresses\":[\"2001:db8::1/64\",\"2001:DB8:0::1/64\"]}")))
                .isEqualTo(new Reading.Wrong(List.of(new FieldProblem(
                        "addresses[1]", ProblemReason.INVALID_VALUE, "'2001:DB8:0::1/64' is given twice"))));
    }

    static Stream<String> definitions() {
        return Stream.of(
                "{\"address\":\"10.0.0.5/24\"}",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"eth0\"}",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"e?h*\"}",
                "{\"address\":\"10.0.0.5/24\",\"interfaceBySubnet\":true}",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"never\"}}",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"always\"},\"priorities\":{\"a\":1000}}",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"ip-10-0-0-1.eu.internal\":101,\"" + NodeNames.LONGEST
                        + "\":7}}",
                "{\"addresses\":[\"10.0.0.5/24\",\"10.0.0.6/24\"],\"preemption\":{\"mode\":\"delayed\",\"delay\":\"1h\"}}",
                "{\"address\":\"10.0.0.5/24\",\"failoverProfile\":\"conservative\",\"lockDelay\":\"0s\"}",
                "{\"address\":\"10.0.0.5/24\",\"healthChecks\":[{\"name\":\"a\",\"http\":{\"port\":80}}]}",
                "{\"address\":\"10.0.0.5/24\",\"onQuorumLoss\":\"keep\",\"conflictPolicy\":\"report\",\"paused\":true}");
    }

    @ParameterizedTest
    @MethodSource("definitions")
    void whatIsWrittenReadsTheSame(String body) throws Exception {
        VipDefinition definition = read(body);
        VipSpec written = DefinitionWriter.write(definition);
        assertThat(read(JSON.writeValueAsString(written))).isEqualTo(definition);
    }

    /** A default that a later release changes must not change what is in a log. */
    @Test
    void defaultsAreWrittenOut() throws Exception {
        VipSpec written = DefinitionWriter.write(VipDefinition.of(VipAddress.parse("10.0.0.5/24")));
        assertThat(JSON.readTree(JSON.writeValueAsString(written))).isEqualTo(JSON.readTree("""
                        {"addresses": ["10.0.0.5/24"],
                         "nodeSelector": {},
                         "priorities": {},
                         "preemption": {"mode": "never"},
                         "healthChecks": [],
                         "ifNoneHealthy": "release",
                         "announcement": {"count": 5, "interval": "100ms", "refresh": "10s"},
                         "conflictPolicy": "refuse",
                         "onQuorumLoss": "release",
                         "paused": false,
                         "lockDelay": "1s"}"""));
    }

    @Test
    void everyFieldOfTheContractIsReadAndNoOther() {
        assertThat(DefinitionReader.fieldNames())
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(VipSpec.class.getRecordComponents())
                        .map(component ->
                                component.getName().equals("interfaceName") ? "interface" : component.getName())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                // The body as a whole.
                "[] | body | MALFORMED_JSON | expected a JSON object",
                "5 | body | MALFORMED_JSON | expected a JSON object",
                "null | body | MALFORMED_JSON | expected a JSON object",
                "{} | address | MISSING_FIELD | 'address' is missing",
                "{\"address\":\"10.0.0.5/24\",\"color\":1} | color | UNKNOWN_FIELD | unknown field 'color'",
                "{\"address\":\"10.0.0.5/24\",\"Paused\":true} | Paused | UNKNOWN_FIELD | unknown field 'Paused'",
                // Addresses.
                "{\"address\":5} | address | NOT_A_STRING | 'address' must be a string",
                "{\"address\":\"10.0.0.5\"} | address | NOT_CIDR | expected ADDRESS/PREFIX",
                "{\"address\":\"10.0.0.05/24\"} | address | LEADING_ZERO | without leading zeros",
                "{\"address\":\"10.0.0.5/33\"} | address | PREFIX_OUT_OF_RANGE | the prefix must be 1 to 32",
                "{\"address\":\"0.0.0.0/24\"} | address | UNSPECIFIED_ADDRESS | stands for no address",
                "{\"address\":\"127.0.0.5/24\"} | address | LOOPBACK_ADDRESS | never leaves a machine",
                "{\"address\":\"169.254.0.5/24\"} | address | LINK_LOCAL_ADDRESS | what hosts give themselves",
                "{\"address\":\"224.0.0.5/24\"} | address | MULTICAST_ADDRESS | is multicast",
                "{\"address\":\"10.0.0.0/24\"} | address | NETWORK_ADDRESS | the network's own address",
                "{\"address\":\"10.0.0.255/24\"} | address | BROADCAST_ADDRESS | broadcast address",
                "{\"addresses\":[]} | addresses | MISSING_FIELD | 'addresses' is empty",
                "{\"addresses\":\"10.0.0.5/24\"} | addresses | WRONG_TYPE | must be a list of strings",
                "{\"addresses\":[5]} | addresses[0] | NOT_A_STRING | must be a string",
                "{\"addresses\":[\"10.0.0.5/24\",\"10.0.0.9/40\"]} | addresses[1] | PREFIX_OUT_OF_RANGE | 1 to 32",
                "{\"addresses\":[\"10.0.0.5/24\",\"10.0.0.5/16\"]} | addresses[1] | INVALID_VALUE | is given twice",
                "{\"address\":\"10.0.0.5/24\",\"addresses\":[]} | address | INVALID_VALUE | not both",
                // Interface.
                "{\"address\":\"10.0.0.5/24\",\"interface\":5} | interface | NOT_A_STRING | must be a string",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"\"} | interface | INVALID_INTERFACE | 1 to 15 characters",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"a/b\"} | interface | INVALID_INTERFACE | without '/'",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"eth0:1\"} | interface | INVALID_INTERFACE | without '/'",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"..\"} | interface | INVALID_INTERFACE | without '/'",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"sixteen_letters_\"} | interface | INVALID_INTERFACE | 1 to 15",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"e *\"} | interface | INVALID_INTERFACE | or blanks",
                "{\"address\":\"10.0.0.5/24\",\"interfaceBySubnet\":1} | interfaceBySubnet | WRONG_TYPE | true or false",
                "{\"address\":\"10.0.0.5/24\",\"interface\":\"eth0\",\"interfaceBySubnet\":true} | interfaceBySubnet"
                        + " | INVALID_VALUE | not both",
                // Where it goes.
                "{\"address\":\"10.0.0.5/24\",\"nodeSelector\":[]} | nodeSelector | WRONG_TYPE | must be an object",
                "{\"address\":\"10.0.0.5/24\",\"nodeSelector\":{\"zone\":1}} | nodeSelector.zone | NOT_A_STRING | a string",
                "{\"address\":\"10.0.0.5/24\",\"nodeSelector\":{\"-zone\":\"a\"}} | nodeSelector.-zone | INVALID_VALUE"
                        + " | no label's key",
                "{\"address\":\"10.0.0.5/24\",\"nodeSelector\":{\"zone\":\"a b\"}} | nodeSelector.zone | INVALID_VALUE"
                        + " | no label's value",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":5} | priorities | WRONG_TYPE | must be an object",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1\":\"5\"}} | priorities.n1 | WRONG_TYPE | whole number",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1\":1.5}} | priorities.n1 | WRONG_TYPE | whole number",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1\":-1}} | priorities.n1 | OUT_OF_RANGE | 0 to 1000",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1\":1001}} | priorities.n1 | OUT_OF_RANGE | 0 to 1000",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1\":99999999999}} | priorities.n1 | OUT_OF_RANGE | 0 to",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"N_1\":1}} | priorities.N_1 | INVALID_NAME | no node's name",
                "{\"address\":\"10.0.0.5/24\",\"priorities\":{\"n1.\":1}} | priorities.n1. | INVALID_NAME | no node's name",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":\"always\"} | preemption | WRONG_TYPE | with mode, delay",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{}} | preemption.mode | MISSING_FIELD | never, always, delayed",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"often\"}} | preemption.mode | INVALID_VALUE"
                        + " | there is never, always, delayed",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"delayed\"}} | preemption.delay | MISSING_FIELD"
                        + " | delayed by how long",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"always\",\"delay\":\"1s\"}} | preemption.delay"
                        + " | INVALID_VALUE | the mode 'delayed' only",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"delayed\",\"delay\":\"0s\"}} | preemption.delay"
                        + " | OUT_OF_RANGE | 100ms to 24h",
                "{\"address\":\"10.0.0.5/24\",\"preemption\":{\"mode\":\"never\",\"after\":1}} | preemption.after"
                        + " | UNKNOWN_FIELD | there are mode, delay",
                // Health checks: the rest of the table is with their own reader.
                "{\"address\":\"10.0.0.5/24\",\"healthChecks\":5} | healthChecks | INVALID_VALUE | must be a list",
                "{\"address\":\"10.0.0.5/24\",\"healthChecks\":[{\"name\":\"a\",\"tcp\":{\"port\":0}}]}"
                        + " | healthChecks[0].tcp.port | INVALID_VALUE | 65535",
                "{\"address\":\"10.0.0.5/24\",\"ifNoneHealthy\":\"panic\"} | ifNoneHealthy | INVALID_VALUE | release, stay",
                // Announcements.
                "{\"address\":\"10.0.0.5/24\",\"announcement\":5} | announcement | WRONG_TYPE | count, interval, refresh",
                "{\"address\":\"10.0.0.5/24\",\"announcement\":{\"count\":0}} | announcement.count | OUT_OF_RANGE | 1 to 20",
                "{\"address\":\"10.0.0.5/24\",\"announcement\":{\"count\":21}} | announcement.count | OUT_OF_RANGE | 1 to",
                "{\"address\":\"10.0.0.5/24\",\"announcement\":{\"interval\":\"5ms\"}} | announcement.interval"
                        + " | OUT_OF_RANGE | 10ms to 10s",
                "{\"address\":\"10.0.0.5/24\",\"announcement\":{\"interval\":50}} | announcement.interval | NOT_A_STRING"
                        + " | must be a string",
                "{\"address\":\"10.0.0.5/24\",\"announcement\":{\"refresh\":\"2h\"}} | announcement.refresh | OUT_OF_RANGE"
                        + " | 1s to 1h",
                // Policies.
                "{\"address\":\"10.0.0.5/24\",\"conflictPolicy\":\"fight\"} | conflictPolicy | INVALID_VALUE | refuse, report",
                "{\"address\":\"10.0.0.5/24\",\"failoverProfile\":\"hasty\"} | failoverProfile | INVALID_VALUE | fast,",
                "{\"address\":\"10.0.0.5/24\",\"onQuorumLoss\":\"pray\"} | onQuorumLoss | INVALID_VALUE | release, keep",
                "{\"address\":\"10.0.0.5/24\",\"onQuorumLoss\":true} | onQuorumLoss | NOT_A_STRING | must be a string",
                "{\"address\":\"10.0.0.5/24\",\"paused\":\"yes\"} | paused | WRONG_TYPE | true or false",
                "{\"address\":\"10.0.0.5/24\",\"lockDelay\":\"10\"} | lockDelay | INVALID_VALUE | has no unit",
                "{\"address\":\"10.0.0.5/24\",\"lockDelay\":\"soon\"} | lockDelay | INVALID_VALUE | is not a duration",
                "{\"address\":\"10.0.0.5/24\",\"lockDelay\":\"61m\"} | lockDelay | OUT_OF_RANGE | 0s to 1h",
                "{\"address\":\"10.0.0.5/24\",\"owner\":\"x\"} | ownerGeneration | MISSING_FIELD | or neither",
                "{\"address\":\"10.0.0.5/24\",\"ownerGeneration\":1} | owner | MISSING_FIELD | or neither",
                "{\"address\":\"10.0.0.5/24\",\"owner\":\"\",\"ownerGeneration\":1} | owner | INVALID_VALUE | 1 to 128",
                "{\"address\":\"10.0.0.5/24\",\"owner\":\"a b\",\"ownerGeneration\":1} | owner | INVALID_VALUE | blanks",
                "{\"address\":\"10.0.0.5/24\",\"owner\":7,\"ownerGeneration\":1} | owner | NOT_A_STRING | string",
                "{\"address\":\"10.0.0.5/24\",\"owner\":\"x\",\"ownerGeneration\":-1} | ownerGeneration | OUT_OF_RANGE"
                        + " | 0 to",
                "{\"address\":\"10.0.0.5/24\",\"owner\":\"x\",\"ownerGeneration\":1.5} | ownerGeneration | WRONG_TYPE"
                        + " | whole",
            })
    void whatIsWrongIsNamedWithItsFieldAndReason(String body, String field, ProblemReason reason, String message)
            throws Exception {
        assertThat(wrong(body)).singleElement().satisfies(problem -> {
            assertThat(problem.field()).isEqualTo(field);
            assertThat(problem.reason()).isEqualTo(reason);
            assertThat(problem.message()).contains(message);
        });
    }

    @Test
    void namesAllThatIsWrong() throws Exception {
        assertThat(wrong("{\"addresses\":[\"10.0.0.0/24\",1],\"paused\":0,\"lockDelay\":\"x\",\"y\":1}"))
                .extracting(FieldProblem::field)
                .containsExactly("y", "addresses[1]", "addresses[0]", "paused", "lockDelay");
    }

    @Test
    void listsAreBounded() throws Exception {
        String addresses = IntStream.rangeClosed(1, DefinitionReader.MOST_ADDRESSES + 1)
                .mapToObj(i -> "\"10.0.0." + i + "/24\"")
                .collect(Collectors.joining(","));
        assertThat(wrong("{\"addresses\":[" + addresses + "]}"))
                .extracting(FieldProblem::message)
                .contains("'addresses' has 9 entries; there may be 8");
        String labels = IntStream.rangeClosed(0, DefinitionReader.MOST_LABELS)
                .mapToObj(i -> "\"l" + i + "\":\"x\"")
                .collect(Collectors.joining(","));
        assertThat(wrong("{\"address\":\"10.0.0.5/24\",\"nodeSelector\":{" + labels + "}}"))
                .extracting(FieldProblem::reason)
                .containsExactly(ProblemReason.OUT_OF_RANGE);
    }

    @Test
    void aLongForeignNameIsCutInMessages() throws Exception {
        assertThat(wrong("{\"address\":\"10.0.0.5/24\",\"" + "x".repeat(1_000) + "\":1}"))
                .singleElement()
                .satisfies(problem -> assertThat(problem.toString()).hasSizeLessThan(500));
    }

    private static VipDefinition read(String body) throws JsonProcessingException {
        return switch (DefinitionReader.read(JSON.readTree(body))) {
            case Reading.Read(VipDefinition definition) -> definition;
            case Reading.Wrong(List<FieldProblem> problems) -> throw new AssertionError(problems);
        };
    }

    private static List<FieldProblem> wrong(String body) throws JsonProcessingException {
        return switch (DefinitionReader.read(JSON.readTree(body))) {
            case Reading.Read(VipDefinition definition) -> throw new AssertionError("read as " + definition);
            case Reading.Wrong(List<FieldProblem> problems) -> problems;
        };
    }
}
