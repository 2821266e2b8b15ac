/*
 * The safety rules. Each can be broken by its own switch, -DBREAK_…, which is how bin/model --broken shows that the
 * model would notice. Without a switch, this file says what the rules are.
 */

/* -- Promises -- */

#ifdef BREAK_PROMISE_WITHOUT_RHO              /* the voter waits L, too short a time on a fast clock */
#define PROMISE (STRETCHED - 1)
#else
#define PROMISE STRETCHED
#endif

#ifdef BREAK_CLOSE_WHILE_PROMISED
#define free_to_close(v, n) true
#else
#define free_to_close(v, n) (!owes(v, n))
#endif

#if defined(BREAK_ACK_AFTER_CLOSE)
#define may_ack_session(v, n) true
#elif defined(BREAK_ACK_OVERTAKES_CLOSE)      /* while the close is being written, the voter goes on as before */
#define may_ack_session(v, n) (closed_by(v, n) != CLOSED)
#else
#define may_ack_session(v, n) (closed_by(v, n) == OPEN)
#endif

/* -- No amnesia -- */

#ifdef BREAK_CLOSE_NOT_PERSISTED              /* CLOSED is said while the write is under way */
#define SAY_AT CLOSING
#else
#define SAY_AT CLOSED
#endif

#ifdef BREAK_NO_QUARANTINE
#define quarantine_of(v) 0
#else
#define quarantine_of(v) (ever_promised[v] -> PROMISE : 0)
#endif

#ifdef BREAK_PROMISE_NOT_PERSISTED            /* the first ack leaves before the length of its promise is on disk */
#define promise_on_disk false
#else
#define promise_on_disk true
#endif

#ifdef BREAK_SETTLE_NOT_PERSISTED
#define settled_on_disk(v) 0
#else
#define settled_on_disk(v) settled[v]
#endif

#ifdef BREAK_EPOCH_NOT_PERSISTED              /* a restarted node counts its sessions from the start */
#define epoch_on_disk(n) 0
#else
#define epoch_on_disk(n) epoch[n]
#endif

#ifdef BREAK_SETTLE_IN_QUARANTINE
#define may_settle(v) true
#else
#define may_settle(v) (quarantine[v] == 0)
#endif

/* -- The lease -- */

#ifdef BREAK_DEADLINE_FROM_RECEIPT            /* L from the moment at which the acks are there */
#define lease_left(n) LEASE
#else
#define lease_left(n) (LEASE - (round[n] - 1))
#endif

#ifdef BREAK_ACKS_OF_ANOTHER_ROUND            /* an ack of an older round counts for the newest */
#define acks_kept(n) acks[n]
#else
#define acks_kept(n) 0
#endif

#ifdef BREAK_LEASE_BY_MINORITY
#define confirms(m, s) (size((m) & (s)) > 0)
#else
#define confirms(m, s) majority(m, s)
#endif

#ifdef BREAK_ROUND_UNDER_NEWER_SET            /* acks given under an older set are counted by a newer one's majority */
#define judged_by(n) counted_under[n]
#else
#define judged_by(n) round_set[n]
#endif

#ifdef BREAK_ACK_UNDER_NEWER_SET              /* acks given under a newer set are counted by an older one's majority */
#define promised_under(n) counted_under[n]
#else
#define promised_under(n) round_set[n]
#endif

#ifdef BREAK_SET_LEARNED_AFTER_EXPIRY         /* also of a set that came when the session had ended already */
#define newest_set_for(n) version
#else
#define newest_set_for(n) open_under[n]
#endif

/* -- Expiry -- */

#ifdef BREAK_EXPIRY_BY_MINORITY
#define expires(m, s) (size((m) & (s)) > 0)
#else
#define expires(m, s) majority(m, s)
#endif

#ifdef BREAK_EXPIRY_UNDER_OLD_SET
#if VERSIONS > 2
#define enough_closed(n) (expires(said_closed[n], voters[version]) || expires(said_closed[n], voters[1]) \
        || (version > 2 && expires(said_closed[n], voters[2])))
#else
#define enough_closed(n) (expires(said_closed[n], voters[version]) || expires(said_closed[n], voters[1]))
#endif
#else
#define enough_closed(n) expires(said_closed[n], voters[version])
#endif

#ifdef BREAK_EXPIRY_OF_ANY_SESSION            /* closes of a node's older session end its newer one */
#define closes_at_open(n) said_closed[n]
#else
#define closes_at_open(n) 0
#endif

/* -- Changes of voters -- */

#ifdef BREAK_TWO_VOTERS_AT_ONCE
#define one_change(a, b) (size((a) ^ (b)) == 1 || size((a) ^ (b)) == 2)
#else
#define one_change(a, b) (size((a) ^ (b)) == 1)
#endif

#ifdef BREAK_CHANGE_BEFORE_SETTLED
#define may_change true
#else
#define may_change (!settling)
#endif

#ifdef BREAK_SETTLED_BY_MINORITY
#define settles(m, s) (size((m) & (s)) > 0)
#else
#define settles(m, s) majority(m, s)
#endif

#ifdef BREAK_SETTLE_WITH_ACKS_OUT             /* settled is said although an ack under the version is still good */
#define nothing_out(v, w) true
#else
#define nothing_out(v, w) (!owes_anybody_upto(v, w))
#endif

#ifdef BREAK_ACK_AFTER_SETTLE
#define may_ack_version(v, w) true
#else
#define may_ack_version(v, w) (settled[v] < (w))
#endif

#ifdef BREAK_ONE_PROMISE_PER_SESSION          /* an ack under a newer version takes the place of the older one's */
#define replaces_older true
#else
#define replaces_older false
#endif

/* -- Sessions -- */

#ifdef BREAK_LATE_DUPLICATE_OPEN
#define may_open(n, e) ((e) <= epoch[n] && (e) != newest_epoch[n])
#else
#define may_open(n, e) ((e) <= epoch[n] && (e) > newest_epoch[n])
#endif

#ifdef BREAK_SESSION_RESUMED                  /* a restarted node goes on with the session of its earlier life */
#define resumes true
#else
#define resumes false
#endif

#ifdef BREAK_GRANT_OF_ANOTHER_SESSION         /* a node acts on what was assigned to an older session of its own */
#define OWN(n, g) (owner[g] != RIVAL && node_of(owner[g]) == (n))
#else
#define OWN(n, g) (owner[g] == session_of(n, session[n]))
#endif

/* A life lets go of what it bound itself; before its first session that is nothing. */
#ifdef BREAK_NO_CLEARING_AT_START
#define gate_after_start(n) gate[n]
#else
#define gate_after_start(n) 0
#endif

#ifdef BREAK_KEPT_OVER_SESSIONS               /* in one life: a new session is opened with the address still on */
#define gate_after_session(n) gate[n]
#else
#define gate_after_session(n) (session[n] == NONE -> gate[n] : 0)
#endif

/* -- Handing over -- */

#ifdef BREAK_FORGOTTEN_RELEASE                /* what was given back is taken up again on the word of an old view */
#define remembers false
#else
#define remembers true
#endif

#ifdef BREAK_RELEASE_BEFORE_UNBIND
#define gate_at_release(n) gate[n]
#else
#define gate_at_release(n) 0
#endif

#ifdef BREAK_RELEASE_OF_ANY_GRANT             /* the log does not look which grant is given back */
#define frees(g) (assigned != NONE)
#else
#define frees(g) (assigned == (g))
#endif

#ifdef BREAK_ASSIGN_OVER
#define may_assign true
#else
#define may_assign (assigned == NONE)
#endif

/* -- The kernel's fence -- */

#ifdef BREAK_NO_KERNEL_FENCE                  /* only the process ends its service, and it may be dead or stopped */
#define kernel_closes false
#else
#define kernel_closes true
#endif

#ifdef BREAK_NO_PERMIT                        /* a call that the process was held up in is carried out all the same */
#define permit_ends false
#else
#define permit_ends true
#endif
