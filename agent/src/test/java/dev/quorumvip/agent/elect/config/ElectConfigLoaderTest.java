package dev.quorumvip.agent.elect.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.quorumvip.agent.config.AgentConfigException;
import dev.quorumvip.agent.config.ConfigProblem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@SuppressWarnings("NullAway.Init") // the directory is set before each test
class ElectConfigLoaderTest {
    private static final String COMPLETE = """
            dcs-type: consul
            dcs-endpoints:
              - http://192.0.2.1:8500
              - https://consul.example:8501
            trigger-key: /network/vip
            ip: 192.0.2.5
            netmask: 24
            interface: eth0
            interval: 1000
            retry-num: 2
            etcd-user: {not: read}
            """;

    @TempDir
    Path directory;

    private final Map<String, String> environment = new HashMap<>();
    private final Map<String, String> flags = new HashMap<>();
    private boolean bind;
    private String hostName = "a.example.com";

    @Test
    void readsWhatVipManagerReads() throws Exception {
        ElectConfig config = load(COMPLETE);
        assertThat(config.endpoints())
                .containsExactly(URI.create("http://192.0.2.1:8500"), URI.create("https://consul.example:8501"));
        assertThat(config.key()).as("without the slash").isEqualTo("network/vip");
        assertThat(config.ttl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.lockDelay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.livenessTtl()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.bind()).isEmpty();
        assertThat(config.bindHttp()).isEmpty();
        assertThat(config.token()).isEqualTo(new TokenSource.None());
    }

    @Test
    void takesKeysInCapitalsAndEndpointsWithCommas() throws Exception {
        ElectConfig config = load("DCS-Type: consul\ndcs-endpoints: http://a:1, http://b:2\ntrigger-key: k\n");
        assertThat(config.endpoints()).containsExactly(URI.create("http://a:1"), URI.create("http://b:2"));
    }

    @Test
    void looksForConsulOnThisMachineIfNothingSaysWhere() throws Exception {
        assertThat(load("dcs-type: consul\ntrigger-key: k\n").endpoints())
                .containsExactly(URI.create("http://127.0.0.1:8500"));
    }

    @Test
    void flagsWinOverVariablesAndThoseOverTheFile() throws Exception {
        environment.put("CONSUL_HTTP_ADDR", "https://variable:1");
        environment.put("CONSUL_HTTP_TOKEN", "of-the-variable");
        String yaml = COMPLETE + "consul-token: of-the-file\n";
        assertThat(load(yaml).endpoints()).containsExactly(URI.create("https://variable:1"));
        assertThat(load(yaml).token()).isEqualTo(new TokenSource.Given("of-the-variable"));
        flags.put("addr", "flag:2");
        flags.put("token", "of-the-flag");
        assertThat(load(yaml).endpoints()).containsExactly(URI.create("http://flag:2"));
        assertThat(load(yaml).token()).isEqualTo(new TokenSource.Given("of-the-flag"));
        environment.clear();
        flags.clear();
        assertThat(load(yaml).token()).isEqualTo(new TokenSource.Given("of-the-file"));
    }

    @Test
    void readsATokenFromAFileEachTime() throws Exception {
        Path file = Files.writeString(directory.resolve("token"), " first \n");
        environment.put("CONSUL_HTTP_TOKEN_FILE", file.toString());
        environment.put("CONSUL_HTTP_TOKEN", "less");
        TokenSource token = load(COMPLETE).token();
        assertThat(token.read()).isEqualTo("first");
        Files.writeString(file, "second");
        assertThat(token.read()).isEqualTo("second");
    }

    @ParameterizedTest
    @CsvSource({
        "consul.example, false, http://consul.example:8500",
        "consul.example:1, true, https://consul.example:1",
        "http://consul.example:1, true, https://consul.example:1",
        "https://consul.example, false, https://consul.example:8500",
        "[2001:db8::1]:8500, false, http://[2001:db8::1]:8500"
    })
    void readsAddressesAsConsulsClientDoes(String address, String ssl, URI expected) throws Exception {
        environment.put("CONSUL_HTTP_ADDR", address);
        environment.put("CONSUL_HTTP_SSL", ssl);
        assertThat(load(COMPLETE).endpoints()).containsExactly(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"unix:///run/consul.sock", "ftp://a:1", "http://a:1/prefix", "http://", "http://u:p@a:1", "a b"})
    void refusesOtherAddresses(String address) {
        flags.put("addr", address);
        assertThat(problems(COMPLETE)).singleElement().asString().contains("--addr");
    }

    @Test
    void takesAllOfConsulsVariablesForTls() throws Exception {
        Path pem = Files.writeString(directory.resolve("any.pem"), "any");
        environment.put("CONSUL_CACERT", pem.toString());
        environment.put("CONSUL_CAPATH", directory.toString());
        environment.put("CONSUL_CLIENT_CERT", pem.toString());
        environment.put("CONSUL_CLIENT_KEY", pem.toString());
        environment.put("CONSUL_TLS_SERVER_NAME", "server.dc1.consul");
        environment.put("CONSUL_HTTP_SSL_VERIFY", "false");
        environment.put("CONSUL_NAMESPACE", "team");
        ElectConfig config = load(COMPLETE);
        assertThat(config.tls().caFile()).contains(pem);
        assertThat(config.tls().caPath()).contains(directory);
        assertThat(config.tls().certificate()).contains(pem);
        assertThat(config.tls().key()).contains(pem);
        assertThat(config.tls().serverName()).contains("server.dc1.consul");
        assertThat(config.tls().verify()).isFalse();
        assertThat(config.namespace()).contains("team");
        assertThat(warnings(COMPLETE)).anyMatch(text -> text.contains("CONSUL_HTTP_SSL_VERIFY"));
    }

    @Test
    void namesEveryFileThatIsNotThereAndAKeyWithoutItsCertificate() {
        environment.put("CONSUL_CACERT", directory.resolve("no.pem").toString());
        environment.put("CONSUL_CLIENT_KEY", directory.resolve("no.key").toString());
        environment.put("CONSUL_HTTP_SSL", "perhaps");
        assertThat(problems(COMPLETE))
                .anyMatch(text -> text.contains("CONSUL_CACERT") && text.contains("no.pem"))
                .anyMatch(text -> text.contains("CONSUL_CLIENT_KEY") && text.contains("no.key"))
                .anyMatch(text -> text.contains("CONSUL_HTTP_SSL") && text.contains("perhaps"));
    }

    @ParameterizedTest
    @CsvSource({
        "trigger-key: [a], trigger-key, not a list",
        "trigger-key: {a: b}, trigger-key, not a mapping",
        "trigger-value: 0123, trigger-value, put it in quotes",
        "trigger-value: true, trigger-value, truth value",
        "interface: 7, interface, number",
        "consul-token: 7.5, consul-token, number",
        "netmask: wide, netmask, must be a number",
        "'dcs-endpoints: {a: b}', dcs-endpoints, not a mapping",
        "dcs-type: [consul], dcs-type, not a list"
    })
    void namesAValueOfAnotherTypeThanVipManagersAndItsLine(String line, String key, String reason) {
        assertThat(problems("verbose: true\n" + line + "\n"))
                .singleElement()
                .asString()
                .startsWith(key)
                .contains("vip-manager.yml line 2")
                .contains(reason);
    }

    @ParameterizedTest
    @CsvSource({"dcs-type: etcd, 'etcd'", "verbose: true, is missing", "'dcs-type: ', is missing"})
    void isForConsulOnly(String line, String reason) {
        assertThat(problems(line + "\ntrigger-key: k\n"))
                .singleElement()
                .asString()
                .contains("dcs-type", reason, "only consul");
    }

    @Test
    void needsAKeyThatIsMoreThanASlash() {
        assertThat(problems("dcs-type: consul\ntrigger-key: /\n"))
                .singleElement()
                .asString()
                .contains("trigger-key", "required");
    }

    @Test
    void saysWhatIsNoYaml() {
        assertThat(problems("dcs-type: consul\n  trigger-key: [\n"))
                .anyMatch(text -> text.contains("is not YAML that can be read"));
        assertThat(problems("- a\n")).anyMatch(text -> text.contains("must be a mapping"));
    }

    @Test
    void needsTheFile() {
        ElectConfigLoader loader = new ElectConfigLoader(environment, () -> hostName);
        AgentConfigException without = catchThrowableOfType(AgentConfigException.class, () -> loader.load(flags(null)));
        assertThat(without.problems()).singleElement().asString().contains("--vip-manager-config");
        AgentConfigException missing = catchThrowableOfType(
                AgentConfigException.class,
                () -> loader.load(flags(directory.resolve("none.yml").toString())));
        assertThat(missing.problems()).anyMatch(problem -> problem.reason().contains("cannot be read"));
    }

    @ParameterizedTest
    @CsvSource({
        "ttl, 9s, from 10s to 24h0m0s",
        "ttl, 24h1s, from 10s to 24h0m0s",
        "ttl, -10s, is -10s",
        "ttl, 10, no unit",
        "lock-delay, 61s, from 0s to 1m0s",
        "lock-delay, -1ms, from 0s to 1m0s",
        "liveness-ttl, 999ms, or 0 for none",
        "check-interval, 0s, from 100ms",
        "check-url, ftp://a, is not a URL",
        "bind-http, 9911, no port",
        "log-format, xml, none of text"
    })
    void refusesWithTheBound(String flag, String value, String reason) {
        flags.put(flag, value);
        assertThat(problems(COMPLETE)).singleElement().asString().contains("--" + flag, reason);
    }

    @Test
    void takesTheBoundsThemselves() throws Exception {
        flags.put("ttl", "86400s");
        flags.put("lock-delay", "0s");
        flags.put("liveness-ttl", "0");
        ElectConfig config = load(COMPLETE);
        assertThat(config.ttl()).isEqualTo(Duration.ofHours(24));
        assertThat(config.lockDelay()).isZero();
        assertThat(config.livenessTtl()).isZero();
    }

    @Test
    void writesTheShortHostNameAndSaysThatVipManagerComparesWithTheWhole() throws Exception {
        assertThat(load(COMPLETE).hostname()).isEqualTo("a");
        assertThat(warnings(COMPLETE))
                .singleElement()
                .asString()
                .contains("'a' will be written", "compares with 'a.example.com'", "--hostname=a.example.com");
    }

    @Test
    void saysNothingWhereBothAreTheSame() throws Exception {
        hostName = "a";
        assertThat(warnings(COMPLETE)).isEmpty();
        hostName = "a.example.com";
        flags.put("hostname", "a.example.com");
        assertThat(warnings(COMPLETE)).isEmpty();
    }

    @Test
    void writesTheTriggerValueWhichVipManagerComparesWith() throws Exception {
        String yaml = COMPLETE + "trigger-value: db-a\n";
        assertThat(load(yaml).hostname()).isEqualTo("db-a");
        assertThat(warnings(yaml)).singleElement().asString().contains("no other machine has the same");
        flags.put("hostname", "a");
        assertThat(warnings(yaml)).singleElement().asString().contains("compares with 'db-a', its trigger-value");
    }

    @Test
    void refusesAHostNameThatIsNone() {
        hostName = "";
        assertThat(problems(COMPLETE)).singleElement().asString().contains("--hostname");
        flags.put("hostname", "two words");
        assertThat(problems(COMPLETE)).singleElement().asString().contains("two words");
    }

    @Test
    void takesTheVipToHold() throws Exception {
        bind = true;
        ElectConfig.Bind held = load(COMPLETE).bind().orElseThrow();
        assertThat(held.vip()).hasToString("192.0.2.5/24");
        assertThat(held.interfaceName()).isEqualTo("eth0");
        assertThat(load(COMPLETE.replace("netmask: 24", "netmask: \"16\""))
                        .bind()
                        .orElseThrow()
                        .vip())
                .hasToString("192.0.2.5/16");
        assertThat(load(COMPLETE.replace("netmask: 24", "netmask: -1"))
                        .bind()
                        .orElseThrow()
                        .vip())
                .hasToString("192.0.2.5/32");
    }

    @Test
    void needsAllOfItToHold() {
        bind = true;
        assertThat(problems("dcs-type: consul\ntrigger-key: k\n"))
                .anyMatch(text -> text.startsWith("ip "))
                .anyMatch(text -> text.startsWith("interface "));
        assertThat(problems(COMPLETE.replace("192.0.2.5", "192.0.2.256")))
                .anyMatch(text -> text.contains("192.0.2.256"));
        assertThat(problems(COMPLETE.replace("netmask: 24", "netmask: 33"))).anyMatch(text -> text.contains("33"));
    }

    @Test
    void needsALockDelayToHold() {
        bind = true;
        flags.put("lock-delay", "500ms");
        assertThat(problems(COMPLETE)).singleElement().asString().contains("--lock-delay", "at least 1s", "--bind");
    }

    private ElectConfig load(String yaml) throws Exception {
        return loaded(yaml).config();
    }

    private List<String> warnings(String yaml) throws Exception {
        return loaded(yaml).warnings().stream().map(ConfigProblem::toString).toList();
    }

    private LoadedElectConfig loaded(String yaml) throws AgentConfigException, IOException {
        Path file = Files.writeString(directory.resolve("vip-manager.yml"), yaml);
        return new ElectConfigLoader(environment, () -> hostName).load(flags(file.toString()));
    }

    private List<String> problems(String yaml) {
        AgentConfigException refused = catchThrowableOfType(AgentConfigException.class, () -> loaded(yaml));
        assertThat(refused).as("refused").isNotNull();
        return refused.problems().stream().map(ConfigProblem::toString).toList();
    }

    private ElectFlags flags(@Nullable String file) {
        return new ElectFlags(
                file,
                flags.get("check-id"),
                flags.get("check-url"),
                flags.get("check-interval"),
                flags.get("ttl"),
                flags.get("lock-delay"),
                flags.get("liveness-ttl"),
                flags.get("addr"),
                flags.get("token"),
                flags.get("token-file"),
                flags.get("hostname"),
                bind,
                flags.get("kernel-fence"),
                flags.get("bind-http"),
                flags.get("log-format"),
                flags.get("log-level"));
    }
}
