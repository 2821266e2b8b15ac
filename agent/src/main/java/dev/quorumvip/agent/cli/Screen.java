package dev.quorumvip.agent.cli;

import java.time.Duration;

/** Where {@code --watch} draws, round by round. */
interface Screen {
    /**
     * Goes to the top left and clears what is there (ECMA-48 CUP and ED); a line that separates the rounds when output
     * goes to a file.
     */
    String clear();

    /**
     * Waits for the next round.
     *
     * @param interval for how long
     * @return false when there is none
     * @throws InterruptedException when the thread is interrupted
     */
    boolean nextRound(Duration interval) throws InterruptedException;

    /** The terminal, until Ctrl-C ends the process. */
    static Screen terminal() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Screen() {
            @Override
            public String clear() {
                return terminal ? "\u001b[H\u001b[2J" : "---\n";
            }

            @Override
            public boolean nextRound(Duration interval) throws InterruptedException {
                Thread.sleep(interval);
                return true;
            }
        };
    }
}
