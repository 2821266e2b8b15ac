package dev.quorumvip.agent.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QuorumVipTest {
    @Test
    void helpListsTheCommands() {
        Execution help = Execution.of("--help");

        assertThat(help.code()).isZero();
        assertThat(help.out()).contains("Usage: quorumvip", "status", "vip", "members", "events");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "status ", "vip ", "vip set ", "members ", "members remove ", "events "})
    void tellsItsVersion(String command) {
        Execution version = Execution.of((command + "--version").split(" "));

        assertThat(version.code()).isZero();
        assertThat(version.out()).startsWith("quorumvip ").hasLineCount(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--nonsense",
                "qqq",
                "vip",
                "members",
                "vip set",
                "vip set web",
                "vip set web --interface",
                "vip delete",
                "members remove",
                "status extra",
                "status -o xml",
                "status --http",
                "status --http nowhere",
                "status --http a:b",
                "status --http a:0",
                "status --http a:70000",
                "status --http http://a:1",
                "status --http a:1/x",
                "status --http u@a:1",
                "status --timeout 5",
                "status --timeout 0s",
                "status --timeout -1s",
                "status --watch 5",
                "status --watch 99ms",
                "events extra",
                "events -o table",
                "events --since",
                "events --http a:1,b"
            })
    void refusesWrongUsageWithTwo(String line) {
        Execution wrong = Execution.of(line.isEmpty() ? new String[0] : line.split(" "));

        assertThat(wrong.code()).isEqualTo(2);
        assertThat(wrong.err()).contains("Usage: quorumvip");
        assertThat(wrong.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "vip list", "vip set", "vip delete", "members list", "members remove", "events"})
    void everyCommandExplainsItself(String line) {
        Execution help = Execution.of((line + " --help").split(" "));

        assertThat(help.code()).isZero();
        assertThat(help.out())
                .contains("Usage: quorumvip " + line, "--http=HOST:PORT", "QUORUMVIP_HTTP", "127.0.0.1:9900");
    }
}
