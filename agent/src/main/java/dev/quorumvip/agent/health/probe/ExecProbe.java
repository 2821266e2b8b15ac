package dev.quorumvip.agent.health.probe;

import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.health.ExecCheck;
import dev.quorumvip.agent.health.Probe;
import dev.quorumvip.agent.health.ProbeOutcome;
import dev.quorumvip.agent.health.ProbeResult;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Runs a program and looks at how it ends. It gets no input, no environment but a path and a language, and the root as
 * its directory: neither the agent's secrets nor its terminal are the program's business.
 *
 * <p>At the timeout it is killed, with all that it has started and that is still its descendant. What it left behind in
 * an orderly end goes on.
 */
final class ExecProbe implements Probe {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG", "C.UTF-8");

    private static final File NOTHING = new File("/dev/null");

    /** In {@code Cannot run program "/x" (in directory "/"): Exec failed, error: 2 (No such file or directory)}. */
    private static final Pattern CAUSE = Pattern.compile("error[:=] ?[0-9]+,? \\(?([^()]+)\\)?\\s*$");

    // How often it is looked at: at first often, since most are done in a few milliseconds.
    private static final Duration FIRST_LOOK = Duration.ofMillis(1);
    private static final Duration LONGEST_PAUSE = Duration.ofMillis(20);

    private final ExecCheck check;
    private final MonotonicClock clock;

    ExecProbe(ExecCheck check, MonotonicClock clock) {
        this.check = check;
        this.clock = clock;
    }

    @Override
    public ProbeResult run() throws InterruptedException {
        Deadline deadline = new Deadline(clock, check.timing().timeout());
        Process process;
        try {
            process = start();
        } catch (IOException e) {
            return ProbeResult.failed("cannot be started: " + cause(e), deadline.passed());
        }
        try {
            return outcome(process, deadline);
        } catch (IOException e) {
            return ProbeResult.failed("its output cannot be read: " + e.getMessage(), deadline.passed());
        } finally {
            if (process.isAlive()) {
                kill(process);
            }
        }
    }

    private ProbeResult outcome(Process process, Deadline deadline) throws IOException, InterruptedException {
        Output output = new Output(process.getInputStream());
        boolean ended = false;
        long pause = FIRST_LOOK.toNanos();
        while (!ended && !deadline.hasPassed()) {
            ended = process.waitFor(Math.min(pause, deadline.nanosLeft()), TimeUnit.NANOSECONDS);
            // Also while it runs: a program whose output nobody takes comes to a stand.
            output.drain();
            pause = Math.min(2 * pause, LONGEST_PAUSE.toNanos());
        }
        if (!ended) {
            kill(process);
            // One that even this does not end is still running, and so is this check.
            process.waitFor();
            String reason = "killed after " + check.timing().timeout().toMillis() + " ms";
            return new ProbeResult(ProbeOutcome.TIMED_OUT, with(reason, output), deadline.passed());
        }
        int status = process.exitValue();
        return status == 0
                ? ProbeResult.passed("exit status 0", deadline.passed())
                : ProbeResult.failed(with("exit status " + status, output), deadline.passed());
    }

    private Process start() throws IOException {
        ProcessBuilder builder = new ProcessBuilder(check.command())
                .directory(new File("/"))
                .redirectErrorStream(true)
                .redirectInput(NOTHING);
        builder.environment().clear();
        builder.environment().putAll(ENVIRONMENT);
        return builder.start();
    }

    private static void kill(Process process) {
        // Before it is gone, with which its children become somebody else's.
        List<ProcessHandle> descendants = process.descendants().toList();
        process.destroyForcibly();
        descendants.forEach(ProcessHandle::destroyForcibly);
    }

    private static String with(String reason, Output output) {
        String text = output.text();
        return text.isEmpty() ? reason : reason + ": " + text;
    }

    private static String cause(IOException failure) {
        String message = String.valueOf(failure.getMessage());
        Matcher matcher = CAUSE.matcher(message);
        return Reasons.line(matcher.find() ? matcher.group(1) : message, 200);
    }

    /** The begin of what a program writes; the rest is read and thrown away. */
    private static final class Output {
        private static final int LONGEST = 256;

        /** Of UTF-8, for so many characters. */
        private static final int MOST_BYTES = 4 * LONGEST;

        /** Between two looks at the clock. */
        private static final int MOST_AT_ONCE = 1 << 20;

        private final InputStream in;
        private final byte[] kept = new byte[MOST_BYTES];
        private int length;

        Output(InputStream in) {
            this.in = in;
        }

        /** Takes what is there, and waits for nothing: what the program left behind may hold the pipe open. */
        void drain() throws IOException {
            byte[] rest = new byte[8_192];
            for (int taken = 0; taken < MOST_AT_ONCE && in.available() > 0; ) {
                boolean keep = length < MOST_BYTES;
                int read = keep
                        ? in.read(kept, length, Math.min(in.available(), MOST_BYTES - length))
                        : in.read(rest, 0, Math.min(in.available(), rest.length));
                if (read <= 0) {
                    return;
                }
                length += keep ? read : 0;
                taken += read;
            }
        }

        String text() {
            return Reasons.line(new String(kept, 0, length, StandardCharsets.UTF_8), LONGEST);
        }
    }
}
