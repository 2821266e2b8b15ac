/* What happens to everybody: time and crashes. */

#define one_less(x) x = (x > 0 -> x - 1 : 0)

inline tick() {
    for (i : 0 .. NODES * HOLDERS * VERSIONS - 1) {
        one_less(promised[i])
    }
    for (i : 0 .. NODES - 1) {
        one_less(quarantine[i])
    }
    for (i : 0 .. HOLDERS - 1) {
        one_less(lease[i]);
        if
        :: round[i] == LEASE ->  /* a round that old could not prolong the lease */
            forget_round(i)
        :: round[i] != NONE && round[i] < LEASE -> round[i]++
        :: else
        fi;
        assert(!CLAIM_NO_GATE_OUTLIVES_ITS_PROCESS || up[i] || gate[i] == 0);
        if
        :: kernel_closes -> one_less(gate[i])
        :: else
        fi;
        if
        :: permit_ends -> call[i] = NONE  /* the kernel refuses a transaction without its permit */
        :: else
        fi
    }
    loops_end;
    printf("----  a tick passes\n")
}

proctype Time() {
    do
    :: d_step { true -> tick() }
    od
}

/* The process ends; what it knew is lost. The kernel and its gates live on, unless the whole machine lost power. */
inline crash(v) {
    up[v] = false;
    quarantine[v] = 0;
    settled[v] = settled_on_disk(v);
    for (i : 0 .. HOLDERS - 1) {
        for (j : 1 .. VERSIONS) {
            promise_of(v, i, j) = 0;
        }
    }
    loops_end;
    if
    :: v < HOLDERS ->
        epoch[v] = epoch_on_disk(v);
        opening[v] = false;
        session[v] = NONE;
        lease[v] = 0;
        released[v] = 0;
        call[v] = NONE;
        counted_under[v] = 0;
        forget_round(v)
    :: else
    fi
}

inline lose_unwritten(v) {
    for (i : 0 .. HOLDERS - 1) {
        if
        :: closed_by(v, i) == CLOSING -> closed_by(v, i) = OPEN
        :: else
        fi
    }
    loops_end
}

inline keep_unwritten(v) {
    for (i : 0 .. HOLDERS - 1) {
        if
        :: closed_by(v, i) == CLOSING -> closed_by(v, i) = CLOSED
        :: else
        fi
    }
    loops_end
}

/* First of all the interface is cleared of what an earlier life left. What was promised is forgotten: quarantine. */
inline restart(v) {
    up[v] = true;
    quarantine[v] = quarantine_of(v);
    if
    :: v < HOLDERS ->
        gate[v] = gate_after_start(v);
        if
        :: resumes && newest_epoch[v] == epoch[v] -> session[v] = epoch[v]; counted_under[v] = 1
        :: else
        fi
    :: else
    fi;
    printf("%d     starts again\n", v)
}

proctype Machine(byte v) {
    do
    :: d_step { up[v] -> crash(v); keep_unwritten(v); printf("%d     crashes\n", v) }
    :: d_step { up[v] -> crash(v); lose_unwritten(v); printf("%d     crashes, and its writes under way with it\n", v) }
    :: d_step { v < HOLDERS && up[v] -> crash(v); lose_unwritten(v); gate[v] = 0; printf("%d     loses power\n", v) }
    :: d_step { !up[v] -> restart(v) }
    od
}
