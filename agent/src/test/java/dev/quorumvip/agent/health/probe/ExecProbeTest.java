package dev.quorumvip.agent.health.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.health.ExecCheck;
import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import dev.quorumvip.agent.health.TestChecks;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ExecProbeTest {
    private static final Duration LONG = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "exit 0                            | PASSED | exit status 0",
                "echo fine; exit 0                 | PASSED | exit status 0",
                "exit 1                            | FAILED | exit status 1",
                "echo no primary; exit 2           | FAILED | exit status 2: no primary",
                "echo to; echo both >&2; exit 255  | FAILED | exit status 255: to both",
                "printf 'a\\033[31m\\tb\\n\\n'; exit 3 | FAILED | exit status 3: a [31m b",
                "kill -9 $$                        | FAILED | exit status 137",
            })
    void judgesByTheExitStatus(String script, ProbeOutcome outcome, String reason) throws Exception {
        ProbeResult result = shell(script, LONG);
        assertThat(result.reason()).isEqualTo(reason);
        assertThat(result.outcome()).isEqualTo(outcome);
        assertThat(result.took()).isPositive();
    }

    @Test
    void givesNothingButArgumentsAPathAndALanguage() throws Exception {
        ProbeResult seen = shell("env | sort | tr '\\n' ' '; pwd; cat; exit 9", LONG);
        assertThat(seen.reason())
                .startsWith("exit status 9: LANG=C.UTF-8 PATH=/usr/local/sbin:/usr/local/bin:")
                .endsWith(" /")
                .doesNotContain("JAVA_HOME", "HOME=");
        assertThat(run(LONG, "/bin/sh", "-c", "echo \"$0,$1,$2\"; exit 1", "a b", "$HOME", "*;ls")
                        .reason())
                .as("no shell looks at arguments")
                .isEqualTo("exit status 1: a b,$HOME,*;ls");
    }

    @Test
    void keepsTheBeginOfWhatIsSaid() throws Exception {
        ProbeResult result = shell("i=0; while [ $i -lt 2000 ]; do printf 'ä%09d' $i; i=$((i+1)); done; exit 1", LONG);
        assertThat(result.reason())
                .hasSize("exit status 1: ".length() + 256 + 1)
                .startsWith("exit status 1: ä000000000ä000000001")
                .endsWith("…");
    }

    @Test
    void takesMoreOutputThanAPipeHolds() throws Exception {
        ProbeResult result = shell("head -c 3000000 /dev/zero | tr '\\0' x; exit 4", LONG);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED);
        assertThat(result.reason()).startsWith("exit status 4: xxx");
    }

    @Test
    void killsAtTheTimeoutWithAllChildren() throws Exception {
        ProbeResult result = shell("sleep 300 & (sleep 301 & echo \"$! \"; wait) & echo \"$! $$\"; wait", SHORT);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.TIMED_OUT);
        assertThat(result.reason()).startsWith("killed after 500 ms: ");
        assertThat(result.took()).isBetween(SHORT, Duration.ofSeconds(5));
        Matcher pids = Pattern.compile("[0-9]+").matcher(result.reason().substring("killed after 500 ms: ".length()));
        int seen = 0;
        while (pids.find()) {
            awaitEnd(Long.parseLong(pids.group()));
            seen++;
        }
        assertThat(seen).isEqualTo(3);
    }

    @Test
    void killsOneThatNeverStopsTalking() throws Exception {
        ProbeResult result = shell("while :; do echo talk; done", SHORT);
        assertThat(result.outcome()).isEqualTo(ProbeOutcome.TIMED_OUT);
        assertThat(result.reason()).startsWith("killed after 500 ms: talk talk");
        assertThat(result.took()).isLessThan(Duration.ofSeconds(5));
    }

    @Test
    void doesNotWaitForWhatAProgramLeavesBehind() throws Exception {
        // It keeps the pipe open to which the program wrote.
        ProbeResult result = shell("sleep 300 & echo $!; exit 5", LONG);
        assertThat(result.reason()).startsWith("exit status 5: ");
        long left = Long.parseLong(result.reason().substring("exit status 5: ".length()));
        assertThat(ProcessHandle.of(left).map(ProcessHandle::destroyForcibly)).contains(true);
        assertThat(result.took()).isLessThan(Duration.ofSeconds(10));
    }

    @Test
    void saysWhyItCannotBeStarted(@TempDir Path directory) throws Exception {
        assertThat(run(LONG, "/no/such/program"))
                .satisfies(result -> assertThat(result.outcome()).isEqualTo(ProbeOutcome.FAILED))
                .satisfies(result ->
                        assertThat(result.reason()).isEqualTo("cannot be started: No such file or directory"));
        Path file = Files.writeString(directory.resolve("file"), "no program");
        assertThat(run(LONG, file.toString()).reason()).isEqualTo("cannot be started: Permission denied");
    }

    @Test
    void anInterruptEndsTheProgram(@TempDir Path directory) throws Exception {
        Path started = directory.resolve("pid");
        CountDownLatch interrupted = new CountDownLatch(1);
        ExecCheck check = TestChecks.exec(
                TestChecks.timeout(LONG),
                "/bin/sh",
                "-c",
                "echo $$ > " + started + ".new; mv " + started + ".new " + started + "; sleep 300");
        Thread thread = Thread.ofVirtual().start(() -> {
            try {
                new ExecProbe(check, System::nanoTime).run();
            } catch (InterruptedException e) {
                interrupted.countDown();
            }
        });
        while (!Files.exists(started)) {
            assertThat(thread.isAlive()).isTrue();
            Thread.onSpinWait();
        }
        thread.interrupt();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
        awaitEnd(Long.parseLong(Files.readString(started).strip()));
    }

    private static void awaitEnd(long pid) throws Exception {
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            process.get().onExit().get(10, TimeUnit.SECONDS);
        }
    }

    private static ProbeResult shell(String script, Duration timeout) throws InterruptedException {
        return run(timeout, "/bin/sh", "-c", script);
    }

    private static ProbeResult run(Duration timeout, String... command) throws InterruptedException {
        return new ExecProbe(TestChecks.exec(TestChecks.timeout(timeout), command), System::nanoTime).run();
    }
}
