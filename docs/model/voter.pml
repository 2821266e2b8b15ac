/*
 * A voter: dev.quorumvip.agent.lease.VoterTable behind node.VoterDesk. It answers whoever asks, and anybody may ask at
 * any time: a leader, one that is none any more, a datagram that was late.
 */

inline acknowledge(v, n) {
    for (i : 1 .. VERSIONS) {
        if
        :: i >= promised_under(n) -> promise_of(v, n, i) = PROMISE
        :: i < promised_under(n) && replaces_older -> promise_of(v, n, i) = 0
        :: else
        fi
    }
    loops_end;
    acks[n] = with(acks[n], v);
    ever_promised[v] = ever_promised[v] || (may_crash(v) && promise_on_disk);
    printf("%d     voter acknowledges node %d's round, under set %d\n", v, n, round_set[n])
}

#define may_acknowledge(v, n) (round[n] != NONE && !member(acks[n], v) && member(voters[judged_by(n)], v) \
        && may_ack_session(v, n) && may_ack_version(v, round_set[n]))

#define may_close(v, n) (is_open[n] && closed_by(v, n) == OPEN && free_to_close(v, n) && quarantine[v] == 0)

inline say_closed_at(v, n, state) {
    if
    :: state == SAY_AT || state == CLOSED ->
        said_closed[n] = with(said_closed[n], v);
        printf("      and says CLOSED\n")
    :: else
    fi
}

/* Where there are no crashes a write under way is as good as done. */
inline close(v, n) {
    closed_by(v, n) = (may_crash(v) -> CLOSING : CLOSED);
    printf("%d     voter closes node %d's session %d and writes it down\n", v, n, newest_epoch[n]);
    say_closed_at(v, n, closed_by(v, n))
}

inline close_is_written(v, n) {
    closed_by(v, n) = CLOSED;
    printf("%d     voter has it on disk that it closed node %d's session %d\n", v, n, newest_epoch[n]);
    say_closed_at(v, n, CLOSED)
}

/*
 * The real table refuses the version from the first time that it is asked, and answers when nothing is out any more.
 * Refusing earlier than here lets a holder do less, so this step stands for both. So does answering once more when the
 * log has it, which is left out.
 */
inline settle(v, w) {
    settled[v] = w;
    said_settled[w] = with(said_settled[w], v);
    printf("%d     voter says that it settled set %d\n", v, w)
}

#define may_say_settled(v, w) (settling && version == (w) + 1 && settled[v] < (w) && member(voters[w], v) \
        && may_settle(v) && nothing_out(v, w))

proctype Voter(byte v) {
    do
#define FOR_HOLDER(n) \
    :: d_step { running_voter(v) && may_acknowledge(v, n) -> acknowledge(v, n) } \
    :: d_step { running_voter(v) && may_close(v, n) -> close(v, n) } \
    :: d_step { running_voter(v) && closed_by(v, n) == CLOSING -> close_is_written(v, n) }
    FOR_HOLDER(0)
#if HOLDERS > 1
    FOR_HOLDER(1)
#endif
#if VERSIONS > 1
    :: d_step { running_voter(v) && may_say_settled(v, 1) -> settle(v, 1) }
#endif
#if VERSIONS > 2
    :: d_step { running_voter(v) && may_say_settled(v, 2) -> settle(v, 2) }
#endif
    od
}
