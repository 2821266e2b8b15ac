/*
 * The lease protocol of quorum-vip, as it is implemented, for the model checker spin. README.md beside this file says
 * what is left out and why; bin/model runs it.
 *
 * One VIP, one or two nodes with sessions (HOLDERS), up to four voters. Whoever else may be given the VIP is the RIVAL,
 * who serves from the very commit that gives it the VIP until the very commit that takes it: worse than any real node.
 *
 * Nothing ever has to happen. A node that takes no step is paused; an answer that is not taken up is lost, and one
 * taken up late is late; time passes whatever the others do. So pauses, losses, delays and partitions need no steps of
 * their own. What was once said (an ack of this round, a close, a settle, a proposal) stays said, and may be taken up at
 * any time, by anybody, any number of times: a late or doubled datagram, a deposed leader, an entry that commits late.
 */
#include "bounds.pml"
#include "rules.pml"
#include "claims.pml"

#define NONE  0
#define RIVAL 255

#define member(set, i)  (((set) >> (i)) & 1)
#define with(set, i)    ((set) | (1 << (i)))
#define size(set)       (member(set, 0) + member(set, 1) + member(set, 2) + member(set, 3))
#define majority(m, s)  (2 * size((m) & (s)) > size(s))

/* Sessions and grants are numbered from 1. The owner of a grant is a session of a holder, or the RIVAL. */
#define session_of(n, e) ((n) * 16 + (e))
#define node_of(owner)   ((owner) / 16)

/* ---- The log: what is committed. ---- */

byte version = 1;                 /* of the voter set in force */
byte voters[VERSIONS + 1];        /* each version's voters, as bits */
bool settling;                    /* the newest change of voters has not settled */
byte newest_epoch[HOLDERS];       /* the newest session of each node */
bool is_open[HOLDERS];            /* whether that session is open */
byte open_under[HOLDERS];         /* the newest voter set that was in force while it was */
byte grants;                      /* how many grants there were */
byte owner[GRANTS + 1];           /* to which session each went: history, for those whose view is old */
byte assigned;                    /* the grant in force, or NONE */

/* ---- What was said, for ever. ---- */

byte said_closed[HOLDERS];        /* voters that answered CLOSED, for the node's newest session */
byte said_settled[VERSIONS + 1];  /* voters that answered that they settled a version */
bool said_released[GRANTS + 1];   /* a release was proposed */

/* ---- The voters. ---- */

#define OPEN    0
#define CLOSING 1                 /* in memory; the write is under way */
#define CLOSED  2                 /* on disk */

byte closed[NODES * HOLDERS];     /* of each node's newest session */
byte promised[NODES * HOLDERS * VERSIONS]; /* ticks that acks under a version or an older one are still good for */
byte settled[NODES];              /* on disk: no ack under this version or an older one */
bool ever_promised[NODES];        /* on disk, for the quarantine: the longest promise; here all have one length */
byte quarantine[NODES];           /* ticks */
bool up[NODES];

#define closed_by(v, n)      closed[(v) * HOLDERS + (n)]
#define promise_of(v, n, w)  promised[((v) * HOLDERS + (n)) * VERSIONS + (w) - 1]

#define owes_upto(v, n, w)   (promise_of(v, n, w) > 0)
#define owes(v, n)           owes_upto(v, n, VERSIONS)
#if HOLDERS > 1
#define owes_anybody_upto(v, w) (owes_upto(v, 0, w) || owes_upto(v, 1, w))
#else
#define owes_anybody_upto(v, w) owes_upto(v, 0, w)
#endif

/* ---- The holders. ---- */

byte epoch[HOLDERS];              /* on disk: the newest session that was proposed */
bool opening[HOLDERS];            /* waiting for the log's answer to that */
byte session[HOLDERS];            /* the session this life acts on, or NONE */
byte counted_under[HOLDERS];      /* the voter set under which the next round will be counted */
byte round[HOLDERS];              /* NONE, or 1 + the ticks since the newest round was sent */
byte round_set[HOLDERS];          /* the voter set that it is counted under */
byte acks[HOLDERS];               /* voters that acknowledged it, heard or not */
byte lease[HOLDERS];              /* ticks until the deadline, by the process's clock */
byte released[HOLDERS];           /* grants that this life gave back, as bits */
byte call[HOLDERS];               /* the time-out in a kernel call that has begun and not ended, or NONE */
byte gate[HOLDERS];               /* ticks until the kernel closes the gate; 0 is closed */

#define serves(n)        (gate[n] > 0)
#define rival_serves     (assigned != NONE && owner[assigned] == RIVAL)
#if HOLDERS > 1
#define servers          (serves(0) + serves(1) + rival_serves)
#else
#define servers          (serves(0) + rival_serves)
#endif

/* Only two kinds of step make anybody begin to serve, so it is enough to look after these. */
inline never_two() {
    if
    :: servers > 1 -> printf("      TWO SERVE THE VIP\n")
    :: else
    fi;
    assert(servers <= 1)
}

/* Whether this life may act on grant g, going by any old view of the log that anybody may have told it. */
#define its_own(n, g) ((g) <= grants && OWN(n, g) && !member(released[n], g))
#if GRANTS > 2
#define knows_a_grant(n) (its_own(n, 1) || its_own(n, 2) || its_own(n, 3))
#elif GRANTS > 1
#define knows_a_grant(n) (its_own(n, 1) || its_own(n, 2))
#else
#define knows_a_grant(n) its_own(n, 1)
#endif

#define running(n) (up[n] && call[n] == NONE)    /* one thread owns the agent's state: in a call it does nothing else */
#define acting(n)  (running(n) && session[n] != NONE)
#define may_crash(v) member(CRASHES, v)
#define running_voter(v) (up[v] && ((v) >= HOLDERS || call[v] == NONE))

/* Loop counters, back at 0 at the end of every step, so that they make no states of their own. */
byte i;
byte j;
#define loops_end i = 0; j = 0

#include "log.pml"
#include "voter.pml"
#include "holder.pml"
#include "world.pml"

init {
    atomic {
        for (i : 0 .. NODES - 1) {
            up[i] = true;
        }
        voters[1] = FIRST_VOTERS;
        run Time();
        run Handovers();
#if VERSIONS > 1
        run Sets();
#endif
        for (i : 0 .. HOLDERS - 1) {
            run Sessions(i);
            run Holder(i);
        }
        for (i : 0 .. NODES - 1) {
            run Voter(i);
            if
            :: may_crash(i) -> run Machine(i)
            :: else
            fi
        }
        loops_end
    }
}
