package dev.quorumvip.agent.elect;

import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.clock.MonotonicClock;
import dev.quorumvip.agent.config.KernelFenceMode;
import dev.quorumvip.agent.elect.config.ElectConfig;
import dev.quorumvip.agent.elect.config.GoDuration;
import dev.quorumvip.agent.elect.hold.HoldTiming;
import dev.quorumvip.agent.elect.hold.VipHold;
import dev.quorumvip.agent.fence.KernelFence;
import dev.quorumvip.agent.fence.NoKernelFence;
import dev.quorumvip.agent.frames.PcapFramePorts;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.netlink.NetlinkException;
import dev.quorumvip.agent.netlink.ProcRouterRole;
import dev.quorumvip.agent.netlink.RtnlAddressTable;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.netlink.RtnlNetworkEvents;
import dev.quorumvip.agent.nftables.NftFence;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The VIP, with the real kernel under it. */
final class BoundVip implements Elector.Leadership, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BoundVip.class);

    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private final ElectConfig.Bind bind;
    private final RtnlAddressTable addresses;
    private final RtnlLinkTable links;
    private final HoldTiming timing;
    private final VipHold hold;
    private final Consumer<Boolean> able;
    private volatile Consumer<Runnable> loop = work -> {};
    private boolean wasAble = true;
    private boolean refused;

    /** What becomes of the VIP, and what ends the process. */
    interface Listener extends VipHold.Listener {
        /** Whether this node could have the VIP, when that changes. */
        void able(boolean able, String why);
    }

    /**
     * Takes off what an earlier life left, arms the fence, and opens what is needed to hold the VIP.
     *
     * @throws ElectStartException if that cannot be had; with what would help
     */
    BoundVip(ElectConfig config, ElectConfig.Bind bind, MonotonicClock clock, Listener listener)
            throws ElectStartException {
        this.bind = bind;
        this.able = is -> listener.able(is, is ? "" : "the interface " + bind.interfaceName() + " cannot be used");
        try {
            addresses = closing(RtnlAddressTable.open());
            links = closing(RtnlLinkTable.open());
            Link link = links.byName(bind.interfaceName())
                    .orElseThrow(() -> new ElectStartException(
                            "there is no interface '" + bind.interfaceName() + "' on this machine (interface)"));
            VipHold.clearLeftover(addresses, links, bind.vip());
            warnOfAnotherHolder();
            Optional<KernelFence> fence = arm(link, clock);
            this.timing = timing(config, fence.isPresent());
            PcapFramePorts frames = new PcapFramePorts();
            frames.warmUp();
            SegmentEar ear = new SegmentEar();
            Announcer announcer = closing(new Announcer(frames, clock, new ProcRouterRole(), ear, kind -> {}));
            ear.tell(name -> loop.accept(() -> announcer.forget(name)));
            prepare(announcer);
            this.hold = new VipHold(
                    addresses,
                    links,
                    announcer,
                    clock,
                    InstantSource.system(),
                    fence.orElseGet(NoKernelFence::new),
                    timing,
                    bind.vip(),
                    bind.interfaceName(),
                    listener);
            LOG.atInfo()
                    .addKeyValue("address", bind.vip())
                    .addKeyValue("interface", bind.interfaceName())
                    .addKeyValue("kernel_fence", fence.isPresent())
                    .addKeyValue("lease_ms", timing.lease().leaseDuration().toMillis())
                    .log("this elector holds the VIP itself while it leads");
        } catch (IOException e) {
            close();
            throw new ElectStartException("the VIP cannot be held here: " + e.getMessage(), e);
        } catch (ElectStartException e) {
            close();
            throw e;
        }
    }

    /** For how long a proof is good. */
    Duration claim() {
        return timing.lease().leaseDuration();
    }

    /** Begins to hear of changes to interfaces and addresses; {@code electorsThread} takes them to the elector's thread. */
    void listen(Consumer<Runnable> electorsThread) throws ElectStartException {
        loop = electorsThread;
        try {
            RtnlNetworkEvents events = closing(new RtnlNetworkEvents());
            events.start(event -> {
                if (!(event instanceof NetworkEvent.AddressAdded)) {
                    loop.accept(() -> observe(event));
                }
            });
        } catch (IOException e) {
            throw new ElectStartException("the kernel's notifications cannot be had: " + e.getMessage(), e);
        }
    }

    private void observe(NetworkEvent event) {
        hold.observe(event);
        look();
    }

    private Optional<KernelFence> arm(Link link, MonotonicClock clock) throws ElectStartException, NetlinkException {
        // One for each VIP, and the same in the next life.
        String table = "quorumvip_elect_" + bind.vip().ip().getHostAddress().replaceAll("[^0-9a-f]", "_");
        if (bind.kernelFence() == KernelFenceMode.OFF) {
            NftFence.removeLeftover(table);
            return Optional.empty();
        }
        try {
            return Optional.of(closing(NftFence.open(table, link, clock)));
        } catch (NetlinkException e) {
            if (bind.kernelFence() == KernelFenceMode.REQUIRED) {
                throw new ElectStartException(
                        "the kernel fence is required (--kernel-fence) and cannot be armed: " + e.getMessage()
                                + " (it needs CAP_NET_ADMIN, and nf_tables with an egress hook, Linux 5.16)",
                        e);
            }
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("the kernel fence cannot be armed");
            NftFence.removeLeftover(table);
            return Optional.empty();
        }
    }

    private static HoldTiming timing(ElectConfig config, boolean kernelFence) throws ElectStartException {
        if (kernelFence) {
            return HoldTiming.byKernelFence(config.lockDelay(), config.ttl());
        }
        return HoldTiming.byAddressLifetime(config.lockDelay(), config.ttl())
                .orElseThrow(() -> new ElectStartException("without the kernel fence a lock delay of "
                        + GoDuration.text(config.lockDelay())
                        + " is too short: the kernel takes addresses off in whole seconds, and late. Give"
                        + " --lock-delay=3s or more, on every machine"));
    }

    private void warnOfAnotherHolder() throws IOException {
        for (BoundAddress other : addresses.list()) {
            if (other.ip().equals(bind.vip().ip())) {
                LOG.atWarn()
                        .addKeyValue("address", bind.vip())
                        .log(
                                "somebody else has put the VIP on this machine: is vip-manager still running? With --bind it"
                                        + " must not");
            }
        }
    }

    private void prepare(Announcer speaker) throws FramePortException {
        try {
            speaker.prepare(bind.interfaceName());
        } catch (FramePortException e) {
            if (e.reason() != FramePortException.Reason.LINK_DOWN) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("interface", bind.interfaceName())
                    .log("the interface is down: the VIP cannot be held here until it is up");
        }
    }

    @Override
    public void lead(long provenAt) {
        hold.lead(provenAt);
    }

    @Override
    public void extend(long provenAt) {
        hold.extend(provenAt);
    }

    @Override
    public void resign(String why) {
        hold.resign(why);
    }

    @Override
    public long tick() {
        look();
        // Never 0, which would be for never.
        return Math.max(1, hold.tick());
    }

    /** From any thread, when all else has failed: takes the address off, as far as the kernel lets it. */
    void abandon() {
        try {
            VipHold.clearLeftover(addresses, links, bind.vip());
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("the VIP cannot be taken off: it goes with its lifetime");
        }
    }

    /** The VIP could not be bound, for whatever reason: another node should try. */
    void refused() {
        refused = true;
        look();
    }

    private void look() {
        boolean is = hold.able() && !refused;
        refused = false;
        if (is != wasAble) {
            wasAble = is;
            able.accept(is);
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.push(resource);
        return resource;
    }

    @Override
    public void close() {
        while (!toClose.isEmpty()) {
            AutoCloseable resource = toClose.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("something did not close");
            }
        }
    }

    /** An elector looks at nobody else's frames, but must know when its own can leave no more. */
    private static final class SegmentEar implements FrameListener {
        private volatile Consumer<String> failed = interfaceName -> {};

        void tell(Consumer<String> whenFailed) {
            failed = whenFailed;
        }

        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {}

        @Override
        public void onFailure(FramePortException failure) {
            failed.accept(failure.interfaceName());
        }
    }
}
