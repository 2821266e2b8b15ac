package dev.quorumvip.agent.cli;

/** Where {@code --watch} draws, round by round. */
interface Screen {
    /** Goes to the top left and clears what is there (ECMA-48 CUP and ED); nothing when output goes to a file. */
    String clear();

    /**
     * Waits for the next round.
     *
     * @return false when there is none
     * @throws InterruptedException when the thread is interrupted
     */
    boolean nextRound() throws InterruptedException;

    /** The terminal, once a second until Ctrl-C ends the process. */
    static Screen terminal() {
        boolean terminal = System.console() != null && System.console().isTerminal();
        return new Screen() {
            @Override
            public String clear() {
                return terminal ? "\u001b[H\u001b[2J" : "";
            }

            @Override
            public boolean nextRound() throws InterruptedException {
                Thread.sleep(1000);
                return true;
            }
        };
    }
}
