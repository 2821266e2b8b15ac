package dev.quorumvip.agent.address;

import java.io.IOException;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Does the same to many addresses, each for itself. */
final class OneByOne {
    private OneByOne() {}

    @FunctionalInterface
    interface Change {
        void make(AddressOnLink address) throws IOException;
    }

    /** @return those for which it failed, with the reason */
    static Map<AddressOnLink, IOException> make(Change change, Collection<AddressOnLink> addresses) {
        Map<AddressOnLink, IOException> refused = new LinkedHashMap<>();
        for (AddressOnLink address : addresses) {
            try {
                change.make(address);
            } catch (IOException e) {
                refused.put(address, e);
            }
        }
        return refused;
    }
}
