package dev.quorumvip.agent.health;

/** A run that is under way. */
final class Flight {
    final CheckRun run;
    final Watch watch;
    private final Places places;
    private boolean hasPlace = true;

    /** Its result has been counted as late: it counts no more when it comes. */
    boolean late;

    /** Nobody wants its result. */
    boolean abandoned;

    Flight(CheckRun run, Watch watch, Places places) {
        this.run = run;
        this.watch = watch;
        this.places = places;
    }

    /** Lets another in. Also before it has ended, so that runs which do not end hold nobody up. */
    void leavePlace() {
        if (hasPlace) {
            hasPlace = false;
            places.leave();
        }
    }
}
