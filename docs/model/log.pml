/*
 * The log: dev.quorumvip.agent.state. Who leads, who proposes and when does not matter: a step is here possible as soon
 * as what it rests on was said, and for as long as ClusterState accepts it.
 */

inline end_assignment_of(n) {
    if
    :: assigned != NONE && owner[assigned] == session_of(n, newest_epoch[n]) -> assigned = NONE
    :: else
    fi
}

inline commit_open(n, e) {
    end_assignment_of(n);
    newest_epoch[n] = e;
    is_open[n] = true;
    open_under[n] = version;
    /* The voters' words on older sessions concern nobody any more: those ended with this entry. */
    said_closed[n] = closes_at_open(n);
    for (i : 0 .. NODES - 1) {
        closed_by(i, n) = OPEN;
        for (j : 1 .. VERSIONS) {
            promise_of(i, n, j) = 0;
        }
    }
    loops_end;
    printf("log   session %d of node %d is open\n", e, n)
}

inline commit_expire(n) {
    end_assignment_of(n);
    is_open[n] = false;
    printf("log   session %d of node %d has expired, by closes counted under set %d\n", newest_epoch[n], n, version);
    assert(!CLAIM_NONE_EXPIRES)
}

inline commit_assign(to) {
    grants++;
    owner[grants] = to;
    assigned = grants;
    if
    :: to == RIVAL -> printf("log   grant %d: the VIP goes to another node, which serves it\n", grants)
    :: else -> printf("log   grant %d: the VIP goes to session %d of node %d\n", grants, to % 16, node_of(to))
    fi;
    assert(!CLAIM_NO_SECOND_HOLDER || grants == 1 || owner[grants - 1] == to);
    never_two()
}

inline commit_release(g) {
    assigned = NONE;
    printf("log   grant %d is given back\n", g)
}

inline commit_settled() {
    settling = false;
    printf("log   set %d has settled\n", version - 1);
    assert(!CLAIM_NONE_SETTLES)
}

inline commit_voters(set) {
    voters[version + 1] = set;
    version++;
    settling = true;
    for (i : 0 .. HOLDERS - 1) {
        if
        :: is_open[i] -> open_under[i] = version
        :: else
        fi
    }
    loops_end;
    printf("log   voter set %d: of nodes 0 to 3, %d %d %d %d vote\n", version,
        member(voters[version], 0), member(voters[version], 1), member(voters[version], 2), member(voters[version], 3))
}

/* Entries about the sessions of node n, and assignments to them. Any epoch that was ever proposed may commit again. */
proctype Sessions(byte n) {
    do
    :: d_step { may_open(n, 1) -> commit_open(n, 1) }
#if EPOCHS > 1
    :: d_step { may_open(n, 2) -> commit_open(n, 2) }
#endif
#if EPOCHS > 2
    :: d_step { may_open(n, 3) -> commit_open(n, 3) }
#endif
    :: d_step { is_open[n] && enough_closed(n) -> commit_expire(n) }
    :: d_step { is_open[n] && may_assign && grants < GRANTS -> commit_assign(session_of(n, newest_epoch[n])) }
    od
}

/* Entries about the VIP that concern the rival, and releases. The rival stops to serve when its release commits. */
proctype Handovers() {
    do
    :: d_step { may_assign && grants < GRANTS && WITH_RIVAL -> commit_assign(RIVAL) }
    :: d_step { may_release && rival_serves -> commit_release(assigned) }
    :: d_step { said_released[1] && frees(1) -> commit_release(1) }
#if GRANTS > 1
    :: d_step { said_released[2] && frees(2) -> commit_release(2) }
#endif
#if GRANTS > 2
    :: d_step { said_released[3] && frees(3) -> commit_release(3) }
#endif
    od
}

#if VERSIONS > 1

#define flipped(set, i) ((set) ^ (1 << (i)))
#define accepts_voters(set) (version < VERSIONS && may_change && (set) != 0 && one_change(voters[version], set))

/* Entries about voter sets: one node more or one fewer, whichever. */
proctype Sets() {
    do
    :: d_step { settling && settles(said_settled[version - 1], voters[version - 1]) -> commit_settled() }
#define CHANGE(i) \
    :: d_step { member(MAY_COME_OR_GO, i) && accepts_voters(flipped(voters[version], i)) -> \
            commit_voters(flipped(voters[version], i)) }
    CHANGE(0)
    CHANGE(1)
#if NODES > 2
    CHANGE(2)
#endif
#if NODES > 3
    CHANGE(3)
#endif
#ifdef BREAK_TWO_VOTERS_AT_ONCE
    :: d_step { accepts_voters(flipped(flipped(voters[version], 1), 2)) ->
            commit_voters(flipped(flipped(voters[version], 1), 2)) }
#endif
    od
}
#endif
