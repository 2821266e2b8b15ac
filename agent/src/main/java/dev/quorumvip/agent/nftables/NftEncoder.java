package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.Netlink;
import dev.quorumvip.agent.netlink.NetlinkWriter;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * Writes changes to one table as the kernel reads them: a batch of nfnetlink messages, which it takes as one
 * transaction ({@code nfnetlink_rcv_batch()} in {@code net/netfilter/nfnetlink.c}).
 */
final class NftEncoder {
    private final String table;

    NftEncoder(String table) {
        this.table = table;
    }

    /**
     * The batch as one datagram; the changes have the sequence numbers from {@code first + 1} on. The kernel will tell
     * of each change that fails, and at last that it has seen the last one: to tell of each one's success as well would
     * overflow the socket with a few hundred.
     */
    byte[] encode(List<NftChange> changes, int first) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(border(Nft.NFNL_MSG_BATCH_BEGIN).toBytes(first));
        int sequence = first;
        for (NftChange change : changes) {
            boolean last = sequence == first + changes.size() - 1;
            bytes.writeBytes(message(change, last ? Netlink.NLM_F_ACK : 0).toBytes(++sequence));
        }
        bytes.writeBytes(border(Nft.NFNL_MSG_BATCH_END).toBytes(sequence + 1));
        return bytes.toByteArray();
    }

    private NetlinkWriter message(NftChange change, int flags) {
        return switch (change) {
            case NftChange.NewTable t -> table(Nft.NFT_MSG_NEWTABLE, flags | Netlink.NLM_F_CREATE);
            case NftChange.DeleteTable t -> table(Nft.NFT_MSG_DELTABLE, flags);
            case NftChange.NewSet set -> set(set, flags);
            case NftChange.NewChain chain -> chain(chain, flags);
            case NftChange.NewRule rule ->
                header(Nft.NFT_MSG_NEWRULE, flags | Netlink.NLM_F_CREATE | Netlink.NLM_F_APPEND)
                        .attributeText(Nft.NFTA_RULE_TABLE, table)
                        .attributeText(Nft.NFTA_RULE_CHAIN, rule.chain())
                        .nested(Nft.NFTA_RULE_EXPRESSIONS, rule.expressions());
            case NftChange.AddElements(String set, List<Key> keys, long timeoutMillis) ->
                elements(inSet(Nft.NFT_MSG_NEWSETELEM, flags | Netlink.NLM_F_CREATE, set), keys, timeoutMillis);
            case NftChange.DeleteElements(String set, List<Key> keys) ->
                elements(inSet(Nft.NFT_MSG_DELSETELEM, flags, set), keys, 0);
            // Without a list of elements it means all of them (nf_tables_delsetelem() in
            // net/netfilter/nf_tables_api.c).
            case NftChange.FlushSet(String set) -> inSet(Nft.NFT_MSG_DELSETELEM, flags, set);
        };
    }

    private NetlinkWriter table(int type, int flags) {
        return header(type, flags).attributeText(Nft.NFTA_TABLE_NAME, table);
    }

    private NetlinkWriter set(NftChange.NewSet set, int flags) {
        return header(Nft.NFT_MSG_NEWSET, flags | Netlink.NLM_F_CREATE)
                .attributeText(Nft.NFTA_SET_TABLE, table)
                .attributeText(Nft.NFTA_SET_NAME, set.name())
                .attributeBe32(Nft.NFTA_SET_FLAGS, set.timeouts() ? Nft.NFT_SET_TIMEOUT : 0)
                .attributeBe32(Nft.NFTA_SET_KEY_TYPE, set.keyType())
                .attributeBe32(Nft.NFTA_SET_KEY_LEN, set.keyLength())
                .attributeBe32(Nft.NFTA_SET_ID, set.id());
    }

    private NetlinkWriter chain(NftChange.NewChain chain, int flags) {
        return header(Nft.NFT_MSG_NEWCHAIN, flags | Netlink.NLM_F_CREATE)
                .attributeText(Nft.NFTA_CHAIN_TABLE, table)
                .attributeText(Nft.NFTA_CHAIN_NAME, chain.name())
                .attributeText(Nft.NFTA_CHAIN_TYPE, "filter")
                .attributeBe32(Nft.NFTA_CHAIN_POLICY, Nft.NF_ACCEPT)
                .nested(
                        Nft.NFTA_CHAIN_HOOK,
                        hook -> hook.attributeBe32(Nft.NFTA_HOOK_HOOKNUM, chain.hook())
                                .attributeBe32(Nft.NFTA_HOOK_PRIORITY, chain.priority())
                                .attributeText(Nft.NFTA_HOOK_DEV, chain.device()));
    }

    private NetlinkWriter inSet(int type, int flags, String set) {
        return header(type, flags)
                .attributeText(Nft.NFTA_SET_ELEM_LIST_TABLE, table)
                .attributeText(Nft.NFTA_SET_ELEM_LIST_SET, set);
    }

    private static NetlinkWriter elements(NetlinkWriter message, List<Key> keys, long timeoutMillis) {
        return message.nested(Nft.NFTA_SET_ELEM_LIST_ELEMENTS, list -> {
            for (Key key : keys) {
                list.nested(Nft.NFTA_LIST_ELEM, element -> {
                    element.nested(Nft.NFTA_SET_ELEM_KEY, k -> k.attribute(Nft.NFTA_DATA_VALUE, key.octets()));
                    if (timeoutMillis > 0) {
                        element.attributeBe64(Nft.NFTA_SET_ELEM_TIMEOUT, timeoutMillis);
                    }
                });
            }
        });
    }

    private static NetlinkWriter header(int type, int flags) {
        return generic((Nft.NFNL_SUBSYS_NFTABLES << 8) | type, Netlink.NLM_F_REQUEST | flags, Nft.NFPROTO_NETDEV, 0);
    }

    private static NetlinkWriter border(int type) {
        return generic(type, Netlink.NLM_F_REQUEST, 0, Nft.NFNL_SUBSYS_NFTABLES);
    }

    /** {@code struct nfgenmsg} behind the netlink header. */
    private static NetlinkWriter generic(int type, int flags, int family, int resource) {
        return new NetlinkWriter(type, flags).u8(family).u8(Nft.NFNETLINK_V0).be16(resource);
    }
}
