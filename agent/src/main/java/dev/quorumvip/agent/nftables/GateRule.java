package dev.quorumvip.agent.nftables;

import dev.quorumvip.agent.netlink.NetlinkWriter;
import java.nio.ByteBuffer;

/**
 * The rule of a gate, as nft(8) would write it: {@code ip daddr @guarded4 ip daddr != @open4 drop}, and so on for each
 * field that can hold the address.
 */
final class GateRule {
    private GateRule() {}

    /** Drops packets whose {@code field} has an address that is guarded and not open. */
    static NetlinkWriter.Content dropUnlessOpen(AddressFamily family, AddressFamily.Field field) {
        return rule -> {
            expression(
                    rule,
                    "meta",
                    meta -> meta.attributeBe32(Nft.NFTA_META_DREG, Nft.NFT_REG_1)
                            .attributeBe32(Nft.NFTA_META_KEY, Nft.NFT_META_PROTOCOL));
            equals(rule, be16(field.protocol()));
            for (AddressFamily.Octet octet : field.when()) {
                load(rule, octet.offset(), 1);
                equals(rule, new byte[] {(byte) octet.value()});
            }
            load(rule, field.offset(), family.length());
            lookup(rule, family.guarded(), 0);
            lookup(rule, family.open(), Nft.NFT_LOOKUP_F_INV);
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
        };
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

    private static byte[] be16(int value) {
        return ByteBuffer.allocate(2).putShort((short) value).array();
    }
}
