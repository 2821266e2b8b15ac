/*
 * Claims that must be false, or the model would hold for want of anything that happens. bin/model switches on one at a
 * time and expects spin to refute it.
 */

#ifndef CLAIM_NONE_EXPIRES
#define CLAIM_NONE_EXPIRES false
#endif
#ifndef CLAIM_NO_SECOND_HOLDER
#define CLAIM_NO_SECOND_HOLDER false
#endif
#ifndef CLAIM_VIP_NEVER_COMES_BACK
#define CLAIM_VIP_NEVER_COMES_BACK false
#endif
#ifndef CLAIM_NO_SECOND_SESSION_SERVES
#define CLAIM_NO_SECOND_SESSION_SERVES false
#endif
#ifndef CLAIM_NO_GATE_OUTLIVES_ITS_PROCESS
#define CLAIM_NO_GATE_OUTLIVES_ITS_PROCESS false
#endif
#ifndef CLAIM_NONE_SETTLES
#define CLAIM_NONE_SETTLES false
#endif
#ifndef CLAIM_NO_LEASE_UNDER_LAST_SET
#define CLAIM_NO_LEASE_UNDER_LAST_SET false
#endif
