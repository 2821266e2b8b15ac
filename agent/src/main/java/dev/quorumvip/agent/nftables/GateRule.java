package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.NetlinkWriter;

/**
 * The rules of a gate, as nft(8) would write them: {@code ip daddr @guarded4 ip daddr != @granted4 drop}, {@code ip daddr
 * @guarded4 meta protocol != @lease drop}, and so on for each field that can hold the address.
 */
final class GateRule {
    private GateRule() {}

    /** Drops packets whose {@code field} has an address that is guarded and not granted. */
    static NetlinkWriter.Content dropUnlessGranted(AddressFamily family, AddressFamily.Field field) {
        return rule -> {
            onlyGuarded(rule, family, field);
            lookup(rule, family.granted(), Nft.NFT_LOOKUP_F_INV);
            countAndDrop(rule);
        };
    }

    /**
     * Drops packets whose {@code field} has an address that is guarded, unless the lease runs.
     *
     * @param lease a set with the Ethernet types of all packets that have addresses, for as long as it runs
     */
    static NetlinkWriter.Content dropUnlessLeased(AddressFamily family, AddressFamily.Field field, String lease) {
        return rule -> {
            onlyGuarded(rule, family, field);
            loadProtocol(rule);
            lookup(rule, lease, Nft.NFT_LOOKUP_F_INV);
            countAndDrop(rule);
        };
    }

    /** Goes on with the rule, the address in the register, only if it is guarded. */
    private static void onlyGuarded(NetlinkWriter rule, AddressFamily family, AddressFamily.Field field) {
        loadProtocol(rule);
        equals(rule, Key.ofProtocol(field.protocol()).octets());
        for (AddressFamily.Octet octet : field.when()) {
            load(rule, octet.offset(), 1);
            equals(rule, new byte[] {(byte) octet.value()});
        }
        load(rule, field.offset(), family.length());
        lookup(rule, family.guarded(), 0);
    }

    private static void countAndDrop(NetlinkWriter rule) {
        expression(rule, "counter", counter -> {});
        expression(
                rule,
                "immediate",
                immediate -> immediate
                        .attributeBe32(Nft.NFTA_IMMEDIATE_DREG, Nft.NFT_REG_VERDICT)
                        .nested(
                                Nft.NFTA_IMMEDIATE_DATA,
                                data -> data.nested(
                                        Nft.NFTA_DATA_VERDICT,
                                        verdict -> verdict.attributeBe32(Nft.NFTA_VERDICT_CODE, Nft.NF_DROP))));
    }

    /** Takes the packet's Ethernet type into the register. */
    private static void loadProtocol(NetlinkWriter rule) {
        expression(
                rule,
                "meta",
                meta -> meta.attributeBe32(Nft.NFTA_META_DREG, Nft.NFT_REG_1)
                        .attributeBe32(Nft.NFTA_META_KEY, Nft.NFT_META_PROTOCOL));
    }

    /** Takes octets of the packet into the register. */
    private static void load(NetlinkWriter rule, int offset, int length) {
        expression(
                rule,
                "payload",
                payload -> payload.attributeBe32(Nft.NFTA_PAYLOAD_DREG, Nft.NFT_REG_1)
                        .attributeBe32(Nft.NFTA_PAYLOAD_BASE, Nft.NFT_PAYLOAD_NETWORK_HEADER)
                        .attributeBe32(Nft.NFTA_PAYLOAD_OFFSET, offset)
                        .attributeBe32(Nft.NFTA_PAYLOAD_LEN, length));
    }

    /** Goes on with the rule only if the register has this value. */
    private static void equals(NetlinkWriter rule, byte[] value) {
        expression(
                rule,
                "cmp",
                cmp -> cmp.attributeBe32(Nft.NFTA_CMP_SREG, Nft.NFT_REG_1)
                        .attributeBe32(Nft.NFTA_CMP_OP, Nft.NFT_CMP_EQ)
                        .nested(Nft.NFTA_CMP_DATA, data -> data.attribute(Nft.NFTA_DATA_VALUE, value)));
    }

    private static void lookup(NetlinkWriter rule, String set, int flags) {
        expression(
                rule,
                "lookup",
                lookup -> lookup.attributeText(Nft.NFTA_LOOKUP_SET, set)
                        .attributeBe32(Nft.NFTA_LOOKUP_SREG, Nft.NFT_REG_1)
                        .attributeBe32(Nft.NFTA_LOOKUP_FLAGS, flags));
    }

    private static void expression(NetlinkWriter rule, String name, NetlinkWriter.Content data) {
        rule.nested(
                Nft.NFTA_LIST_ELEM,
                expression -> expression.attributeText(Nft.NFTA_EXPR_NAME, name).nested(Nft.NFTA_EXPR_DATA, data));
    }
}
