package dev.quorumvip.operator.vip;

import dev.quorumvip.api.AddressConflictStatus;

/** What is said to people in more than one place. */
final class Sentences {
    private Sentences() {}

    static String of(AddressConflictStatus conflict) {
        return conflict.mac() + " claims " + conflict.address() + ", noticed by " + conflict.node();
    }
}
