/* How much there is of everything. Each configuration of bin/model is one choice of these. */

#ifndef HOLDERS
#define HOLDERS 1         /* nodes with sessions: 0, and 1 if there are two; all are possible voters, too */
#endif
#ifndef NODES
#define NODES 3           /* nodes that may vote, 4 at most */
#endif
#ifndef FIRST_VOTERS
#define FIRST_VOTERS 7    /* the first voter set, as bits: nodes 0, 1 and 2 */
#endif
#ifndef VERSIONS
#define VERSIONS 1        /* voter sets, 3 at most */
#endif
#ifndef MAY_COME_OR_GO
#define MAY_COME_OR_GO 15 /* nodes whose vote a change may give or take, as bits */
#endif
#ifndef EPOCHS
#define EPOCHS 1          /* sessions of each holder, 3 at most */
#endif
#ifndef GRANTS
#define GRANTS 2          /* assignments, 3 at most */
#endif

/*
 * Time is in ticks that are the same for all, and the clocks' errors are in these two numbers. A lease of L ends at
 * the latest LEASE ticks after its round was sent, on the slowest clock that ρ allows; a promise of L·(1+ρ) lasts at
 * the least PROMISE ticks from the ack, on the fastest. A clock that is less wrong ends a lease sooner, which a holder
 * may do here in any case, or a promise later, which makes a voter wait, and it may always wait.
 */
#ifndef LEASE
#define LEASE 2
#endif
#define STRETCHED LEASE

#ifndef CRASHES
#define CRASHES 0         /* nodes that may crash and start again, as bits */
#endif
#ifdef RELEASES
#define may_release true
#else
#define may_release false /* no grant is given back, by a holder or by the rival */
#endif

#define WITH_RIVAL (HOLDERS == 1)
