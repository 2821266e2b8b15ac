package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.config.KernelFenceMode;
import dev.quorumvip.agent.fence.FencePlan;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.fence.NoKernelFence;
import dev.quorumvip.agent.lease.LeaseTiming;
import dev.quorumvip.agent.netlink.NetlinkException;
import dev.quorumvip.agent.nftables.NftFence;
import dev.quorumvip.api.FenceLayer;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What takes a VIP out of service when the agent cannot.
 *
 * @param gates in the kernel, with the lease's deadline
 * @param plan what that asks of the lease protocol
 * @param gap why the kernel keeps no deadlines of milliseconds; empty if it does
 */
record Fence(KernelFence gates, FencePlan plan, Optional<String> gap) implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Fence.class);

    /** With no gates: slower, and as safe. */
    static Fence byAddressLifetime(LeaseTiming timing, String why) {
        return new Fence(new NoKernelFence(), FencePlan.byAddressLifetime(timing), Optional.of(why));
    }

    static Fence byKernelFence(KernelFence gates, LeaseTiming timing) {
        return new Fence(gates, FencePlan.byKernelFence(timing), Optional.empty());
    }

    /**
     * Arms what the configuration asks for. Only when no address of an earlier life is on an interface any more.
     *
     * @param link where VIPs are bound as a rule
     * @throws AgentStartException if the kernel fence is required and cannot be armed
     */
    static Fence arm(AgentConfig config, Link link, MonotonicClock clock) throws AgentStartException {
        if (config.kernelFence() == KernelFenceMode.OFF) {
            removeLeftover(config);
            return byAddressLifetime(config.timing(), "switched off by --kernel-fence off");
        }
        try {
            return byKernelFence(NftFence.open(tableOf(config), link, clock), config.timing());
        } catch (NetlinkException e) {
            if (config.kernelFence() == KernelFenceMode.REQUIRED) {
                throw new AgentStartException(
                        "the kernel fence is required (--kernel-fence) and cannot be armed: " + e.getMessage()
                                + " (it needs CAP_NET_ADMIN, and nf_tables with an egress hook, Linux 5.16)",
                        e);
            }
            removeLeftover(config);
            Fence fence = byAddressLifetime(config.timing(), String.valueOf(e.getMessage()));
            LOG.atWarn()
                    .addKeyValue("reason", e.getMessage())
                    .addKeyValue("promise_ms", fence.plan.promise().toMillis())
                    .log("the kernel fence cannot be armed: failover takes longer");
            return fence;
        }
    }

    private static void removeLeftover(AgentConfig config) {
        try {
            NftFence.removeLeftover(tableOf(config));
        } catch (NetlinkException e) {
            // Without the right to remove it the agent had none to make one either, and can bind nothing.
            LOG.atWarn()
                    .addKeyValue("table", tableOf(config))
                    .addKeyValue("reason", e.getMessage())
                    .log("cannot look for the nftables table of an earlier life, which would close this node's VIPs");
        }
    }

    /** The cluster port is this agent's alone, and the same in its next life. */
    static String tableOf(AgentConfig config) {
        return "quorumvip_" + config.bindCluster().port();
    }

    /** From fast to sure. */
    List<FenceLayer> layers() {
        return List.of(
                new FenceLayer("timer", true, "the agent takes the address off at the lease's deadline"),
                gap.map(gap -> new FenceLayer("nftables", false, gap))
                        .orElseGet(() -> new FenceLayer(
                                "nftables",
                                true,
                                "the kernel passes nothing of the address after the lease's deadline, with the agent dead or"
                                        + " stopped")),
                new FenceLayer(
                        "address-lifetime",
                        true,
                        "the kernel takes the address off " + plan.lifetime().toMillis() + " to "
                                + plan.lifetime().plus(FencePlan.LATENESS).toMillis()
                                + " ms after the last renewal, with the agent dead or stopped"),
                new FenceLayer("start", true, "the agent's next start takes off whatever is left"));
    }

    /** Takes the gates away, but for those of addresses that could not be taken off. */
    @Override
    public void close() {
        gates.close();
    }
}
