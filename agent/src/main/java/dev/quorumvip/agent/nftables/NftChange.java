package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.NetlinkWriter;
import java.util.List;

/** One thing to change in a table of nf_tables. */
sealed interface NftChange {
    /** No error if there is one of the name. */
    record NewTable() implements NftChange {}

    /** With all that is in it. ENOENT if there is none. */
    record DeleteTable() implements NftChange {}

    /**
     * No error if there is one of the name.
     *
     * @param id names the set within the batch
     * @param keyType what nft(8) shows the keys as: its TYPE_ number
     * @param keyLength in octets
     * @param timeouts whether an element may have a time-out
     */
    record NewSet(String name, int id, int keyType, int keyLength, boolean timeouts) implements NftChange {}

    /** A chain that sees what goes through one interface, and lets pass what no rule drops. ENOENT without that. */
    record NewChain(String name, int hook, int priority, String device) implements NftChange {}

    /** One more rule at the end of a chain. */
    record NewRule(String chain, NetlinkWriter.Content expressions) implements NftChange {}

    /**
     * No error for elements that are there; whether they then get the new time-out depends on the kernel.
     *
     * @param keys {@link #MOST_KEYS} at most
     * @param timeoutMillis after which they are gone; 0 for none
     */
    record AddElements(String set, List<Key> keys, long timeoutMillis) implements NftChange {
        public AddElements {
            keys = atMost(keys);
        }
    }

    /**
     * ENOENT if one of them is not there, or if its time is over.
     *
     * @param keys {@link #MOST_KEYS} at most
     */
    record DeleteElements(String set, List<Key> keys) implements NftChange {
        public DeleteElements {
            keys = atMost(keys);
        }
    }

    /** All elements of a set go; no error if there is none. */
    record FlushSet(String set) implements NftChange {}

    /** So many of IPv6 are 28 KiB; an attribute with all of them may have 64. */
    int MOST_KEYS = 1_000;

    /** In words, for the exception that says it was refused. */
    default String words() {
        return switch (this) {
            case NewTable t -> "make the nftables table";
            case DeleteTable t -> "delete the nftables table";
            case NewSet(String name, int i, int k, int l, boolean t) -> "make nftables set " + name;
            case NewChain(String name, int h, int p, String device) -> "make nftables chain " + name + " on " + device;
            case NewRule(String chain, var e) -> "make a rule in nftables chain " + chain;
            case AddElements(String set, List<Key> keys, long t) -> "add " + words(keys) + " to nftables set " + set;
            case DeleteElements(String set, List<Key> keys) -> "delete " + words(keys) + " from nftables set " + set;
            case FlushSet(String set) -> "empty nftables set " + set;
        };
    }

    private static String words(List<Key> keys) {
        return keys.size() == 1 ? keys.getFirst().toString() : keys.size() + " elements";
    }

    private static List<Key> atMost(List<Key> keys) {
        if (keys.size() > MOST_KEYS) {
            throw new IllegalArgumentException(keys.size() + " elements in one message");
        }
        return List.copyOf(keys);
    }
}
