/*
 * A node's session and its hold on the VIP: node.SessionDesk, lease.SessionLease, node.AssignmentBook,
 * holder.Gates and Binder, fence.KernelFence.
 */

inline forget_round(n) {
    round[n] = NONE;
    round_set[n] = 0;
    acks[n] = 0
}

/* After anything, or for no reason: let go of all, take the next epoch from disk, propose it. */
inline begin_session(n, known) {
    gate[n] = gate_after_session(n);
    session[n] = NONE;
    lease[n] = 0;
    released[n] = 0;
    forget_round(n);
    counted_under[n] = known;   /* known before the session was proposed, however old */
    epoch[n]++;
    opening[n] = true;
    printf("%d     opens session %d, knowing voter set %d\n", n, epoch[n], known)
}

#define may_begin_session(n) (running(n) && !opening[n] && epoch[n] < EPOCHS)

inline session_opened(n) {
    opening[n] = false;
    session[n] = epoch[n];
    printf("%d     hears that its session %d is open\n", n, epoch[n])
}

inline learn_set(n, w) {
    counted_under[n] = w;
    printf("%d     learns of voter set %d\n", n, w)
}

#define may_learn_set(n, w) (acting(n) && counted_under[n] < (w) && (w) <= newest_set_for(n))

/*
 * One round is under way at a time. A holder that has several confirms each by itself; the acks of the others only make
 * voters wait for longer, so whatever it can do with several it can do with the one that counts.
 */
inline send_round(n) {
    round[n] = 1;
    round_set[n] = counted_under[n];
    acks[n] = acks_kept(n);
    printf("%d     sends a round, to be counted under set %d\n", n, round_set[n])
}

inline round_confirmed(n) {
    lease[n] = lease_left(n);
    forget_round(n);
    printf("%d     has its majority: the lease is good for %d ticks\n", n, lease[n])
}

#define may_confirm(n) (acting(n) && round[n] != NONE && confirms(acks[n], voters[judged_by(n)]))

/* The time-out is worked out from the clock here, and taken by the kernel in the next step, which may be long after. */
inline begin_call(n) {
    call[n] = lease[n];
    printf("%d     asks the kernel for an open gate, for %d ticks from now\n", n, call[n])
}

inline end_call(n) {
    gate[n] = call[n];
    call[n] = NONE;
    printf("%d     its kernel opens the gate for %d ticks: SERVES\n", n, gate[n]);
    assert(!CLAIM_NO_SECOND_SESSION_SERVES || session[n] < 2);
    assert(!CLAIM_VIP_NEVER_COMES_BACK || assigned < 3 || owner[assigned - 1] != RIVAL || owner[assigned - 2] == RIVAL);
    assert(!CLAIM_NO_LEASE_UNDER_LAST_SET || counted_under[n] < VERSIONS);
    never_two()
}

inline let_go(n) {
    gate[n] = 0;
    printf("%d     takes the address off\n", n)
}

inline give_back(n, g) {
    gate[n] = gate_at_release(n);
    released[n] = (remembers -> with(released[n], g) : released[n]);
    said_released[g] = true;
    printf("%d     gives grant %d back\n", n, g)
}

#define may_give_back(n, g) (may_release && acting(n) && its_own(n, g))

proctype Holder(byte n) {
    do
    :: d_step { may_begin_session(n) -> begin_session(n, 1) }
    :: d_step { opening[n] && newest_epoch[n] == epoch[n] -> session_opened(n) }
    :: d_step { acting(n) -> send_round(n) }
    :: d_step { may_confirm(n) -> round_confirmed(n) }
    :: d_step { acting(n) && lease[n] > gate[n] && knows_a_grant(n) -> begin_call(n) }
    :: d_step { up[n] && call[n] != NONE -> end_call(n) }
    :: d_step { running(n) && gate[n] > 0 -> let_go(n) }
    :: d_step { may_give_back(n, 1) -> give_back(n, 1) }
#if GRANTS > 1
    :: d_step { may_give_back(n, 2) -> give_back(n, 2) }
#endif
#if GRANTS > 2
    :: d_step { may_give_back(n, 3) -> give_back(n, 3) }
#endif
#if VERSIONS > 1
    :: d_step { may_begin_session(n) && version >= 2 -> begin_session(n, 2) }
    :: d_step { may_learn_set(n, 2) -> learn_set(n, 2) }
#endif
#if VERSIONS > 2
    :: d_step { may_begin_session(n) && version >= 3 -> begin_session(n, 3) }
    :: d_step { may_learn_set(n, 3) -> learn_set(n, 3) }
#endif
    od
}
