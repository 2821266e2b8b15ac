package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.NetlinkWriter;

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
     * No error if there is such an element; whether it then gets the new time-out depends on the kernel.
     *
     * @param timeoutMillis after which it is gone; 0 for none
     */
    record AddElement(String set, Key key, long timeoutMillis) implements NftChange {}

    /** ENOENT if there is no such element, or if its time is over. */
    record DeleteElement(String set, Key key) implements NftChange {}

    /** In words, for the exception that says it was refused. */
    default String words() {
        return switch (this) {
            case NewTable t -> "make the nftables table";
            case DeleteTable t -> "delete the nftables table";
            case NewSet(String name, int i, int k, int l, boolean t) -> "make nftables set " + name;
            case NewChain(String name, int h, int p, String device) -> "make nftables chain " + name + " on " + device;
            case NewRule(String chain, var e) -> "make a rule in nftables chain " + chain;
            case AddElement(String set, Key key, long t) -> "add " + key + " to nftables set " + set;
            case DeleteElement(String set, Key key) -> "delete " + key + " from nftables set " + set;
        };
    }
}
