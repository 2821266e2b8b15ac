/**
 * The kernel fence by nf_tables ({@link dev.quorumvip.agent.nftables.NftFence}), spoken to over a raw nfnetlink socket:
 * no program has to be installed for it.
 */
@NullMarked
package dev.quorumvip.agent.nftables;

import org.jspecify.annotations.NullMarked;
