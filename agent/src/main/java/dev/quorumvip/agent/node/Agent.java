package dev.quorumvip.agent.node;

import dev.quorumvip.agent.address.Link;
import dev.quorumvip.agent.address.NetworkEvent;
import dev.quorumvip.agent.announcement.FrameListener;
import dev.quorumvip.agent.announcement.FramePortException;
import dev.quorumvip.agent.announcement.NeighbourMessage;
import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.config.AgentConfig;
import dev.quorumvip.agent.config.ClusterSecret;
import dev.quorumvip.agent.datagram.DatagramKeys;
import dev.quorumvip.agent.datagram.Opener;
import dev.quorumvip.agent.datagram.Opening.Opened;
import dev.quorumvip.agent.datagram.Sealer;
import dev.quorumvip.agent.datagram.UdpDatagramPort;
import dev.quorumvip.agent.founding.FoundingMachine;
import dev.quorumvip.agent.founding.FoundingRecord;
import dev.quorumvip.agent.frames.PcapFramePorts;
import dev.quorumvip.agent.health.VipChange;
import dev.quorumvip.agent.holder.Announcer;
import dev.quorumvip.agent.holder.Leftovers;
import dev.quorumvip.agent.lease.VoterTable;
import dev.quorumvip.agent.membership.VoterRules;
import dev.quorumvip.agent.metrics.AgentMetrics;
import dev.quorumvip.agent.netlink.BootTimeClock;
import dev.quorumvip.agent.netlink.ProcRouterRole;
import dev.quorumvip.agent.netlink.RealTimeThreads;
import dev.quorumvip.agent.netlink.RtnlAddressTable;
import dev.quorumvip.agent.netlink.RtnlLinkTable;
import dev.quorumvip.agent.netlink.RtnlNetworkEvents;
import dev.quorumvip.agent.packet.PacketFormatException;
import dev.quorumvip.agent.rest.RestServer;
import dev.quorumvip.agent.storage.BoundRecord;
import dev.quorumvip.agent.storage.DataDirectory;
import dev.quorumvip.agent.storage.FoundingPromise;
import dev.quorumvip.agent.storage.Membership;
import dev.quorumvip.agent.storage.VoterPromises;
import dev.quorumvip.agent.version.AgentVersion;
import dev.quorumvip.tls.TlsFilesException;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One agent, from its start to its end: makes the real clocks, sockets and files, and hands them to the desks.
 *
 * <pre>
 * After start: leftovers of an earlier life are off the interfaces before anything else is done.
 * After that: a member goes on in its cluster; anybody else founds one or joins one.
 * After close: every address is off, every grant given back if the cluster still answers, and nothing is left running.
 * </pre>
 */
public final class Agent implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    /** How long a stop waits for the cluster to take note of what is given back. */
    private static final Duration HAND_BACK = Duration.ofSeconds(2);

    private final AgentConfig config;
    private final SecureRandom random = new SecureRandom();
    private final BootTimeClock clock = new BootTimeClock();
    private final InstantSource wallClock = InstantSource.system();
    private final Instant startedAt = wallClock.instant();
    private final IntConsumer exit;
    private final PrometheusMeterRegistry registry = AgentMetrics.newRegistry();
    private final AgentMetrics metrics = new AgentMetrics(registry, AgentVersion.text());
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();
    private @Nullable Residence residence;
    private @Nullable AgentLoop loop;
    private @Nullable Fence armed;
    private @Nullable Announcer announcer;

    /** @param exit ends the process at once when the agent cannot go on */
    public Agent(AgentConfig config, IntConsumer exit) {
        this.config = config;
        this.exit = exit;
    }

    /**
     * Starts everything; when it returns, REST answers and the node is on its way into a cluster.
     *
     * @throws AgentStartException if something it needs cannot be had; call {@link #close} then
     */
    public synchronized void start() throws AgentStartException {
        DataDirectory data = closing(NodeDirectory.open(config, random, wallClock));
        NodeId self = new NodeId(data.identity().nodeId());
        LOG.atInfo()
                .addKeyValue("node", self)
                .addKeyValue("name", config.nodeName())
                .addKeyValue("boot", data.boot())
                .log("agent starts");
        try {
            Optional<TlsIdentity> tls = identity();
            RtnlAddressTable addresses = closing(RtnlAddressTable.open());
            RtnlLinkTable links = closing(RtnlLinkTable.open());
            FaultHandler faults = new FaultHandler(addresses, exit);
            ThreadFactory threads = leaseThreads();

            closing(this::disarm);
            closing(this::silence);
            AgentLoop owner =
                    closing(new AgentLoop("agent", clock, e -> faults.fault("the agent's loop failed", e), threads));
            loop = owner;
            metrics.watchQueue("agent", owner::depth);
            metrics.node(config.nodeName(), self.value());
            FileJournal journal = closing(new FileJournal(
                    data, owner, metrics::fsynced, e -> faults.fault("the data directory cannot be written", e)));
            PcapFramePorts frames = new PcapFramePorts();
            frames.warmUp();
            Announcer speaker =
                    new Announcer(frames, clock, new ProcRouterRole(), new SegmentEar(), metrics::announcementSent);
            announcer = speaker;

            VoterDesk voterDesk = new VoterDesk(
                    new VoterTable(
                            data.voterPromises()
                                    .value()
                                    .orElse(VoterPromises.NONE)
                                    .toPromisedRecord(),
                            clock.nanos()),
                    journal,
                    clock::nanos,
                    reason -> metrics.voterRefused(reason.name().toLowerCase(Locale.ROOT)));
            SwitchedConsensus consensus = closing(new SwitchedConsensus());
            DatagramKeys keys = keys();
            ClusterAddress address = config.bindCluster();
            UdpDatagramPort datagrams = closing(new UdpDatagramPort(
                    address,
                    new Sealer(keys, self, data.boot()),
                    new Opener(keys),
                    this::received,
                    new MetricCounters(metrics),
                    clock,
                    e -> faults.fault("the cluster port failed", e),
                    threads));
            // The ports first: they are what a second agent on this machine fails on, before it takes off what the
            // first holds.
            listening("--bind-cluster " + address, datagrams::start);
            listening("--bind-http " + config.bindHttp(), this::probeHttpPort);
            Link link = clearLeftovers(data, addresses, links);
            Fence fence = Fence.arm(config, link, clock);
            armed = fence;
            fence.layers().forEach(layer -> metrics.fenceLayer(layer.layer(), layer.armed()));
            HealthHome health = closing(new HealthHome(
                    config.allowExecChecks(),
                    change -> owner.deliver(() -> healthChanged(change)),
                    metrics,
                    clock,
                    wallClock,
                    random,
                    e -> faults.fault("the health checks failed", e)));
            AgentParts parts = new AgentParts(
                    self,
                    address,
                    owner,
                    clock,
                    wallClock,
                    datagrams::send,
                    consensus,
                    journal,
                    voterDesk,
                    addresses,
                    links,
                    speaker,
                    fence,
                    config.timing(),
                    config.iface(),
                    config.labels(),
                    new VoterRules(config.maxVoters(), config.zoneLabel()),
                    health,
                    metrics);
            Residence home = new Residence(
                    parts, consensus, config, data.raftDirectory(), tls, faults, startedAt, past(data, self));
            residence = home;
            RestServer rest = closing(
                    new RestServer(config.bindHttp().resolve(), home.controlPlane(health::report), registry, tls));
            listening("--bind-http " + config.bindHttp(), rest::start);
            prepare(speaker);
            WarmUp.gates(fence.gates(), link, clock);
            WarmUp.begin(addresses);
            RtnlNetworkEvents events = closing(new RtnlNetworkEvents());
            owner.start();
            events.start(event -> observed(owner, home, event));
            await(owner.ask(() -> {
                begin(home, data, self);
                return true;
            }));
        } catch (IOException e) {
            throw new AgentStartException(String.valueOf(e.getMessage()), e);
        }
    }

    /** Gives back what this node holds, and stops; idempotent, and bounded in time. */
    @Override
    public synchronized void close() {
        Residence home = residence;
        AgentLoop owner = loop;
        if (home != null && owner != null && owner.running()) {
            try {
                owner.ask(home::stop).thenCompose(done -> done).get(HAND_BACK.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } catch (ExecutionException | TimeoutException e) {
                LOG.warn(
                        "the cluster did not take note of what was given back in time: it moves when this node's session expires");
            }
        }
        residence = null;
        closeAll();
    }

    /** After the loop has ended, to which the announcer belongs. */
    private void silence() {
        Announcer speaker = announcer;
        if (speaker != null) {
            speaker.close();
        }
    }

    /** After the loop has ended, which uses it to the last. */
    private void disarm() {
        Fence fence = armed;
        if (fence != null) {
            fence.close();
        }
    }

    private Residence.Past past(DataDirectory data, NodeId self) {
        return new Residence.Past(NodeDirectory.told(data), data.former(), peers -> founding(data, self, peers));
    }

    private FoundingMachine founding(DataDirectory data, NodeId self, List<ClusterAddress> peers) {
        String text = data.foundingPromise().value().map(FoundingPromise::text).orElse("");
        return new FoundingMachine(self, config.bindCluster(), peers, FoundingRecord.parse(text), random);
    }

    private void begin(Residence home, DataDirectory data, NodeId self) {
        if (data.membership().value().isPresent()) {
            Membership membership = data.membership().value().get();
            home.resume(new Journal.Belonging(
                    membership.clusterId(), membership.contacts(), membership.raftIncarnation(), membership.removed()));
        } else if (config.awaitFounding()) {
            home.awaitInstruction();
        } else if (!config.initialPeers().isEmpty()) {
            home.foundWithPeers(founding(data, self, config.initialPeers()));
        } else if (!config.join().isEmpty()) {
            home.join(config.join());
        } else {
            home.foundAlone();
        }
    }

    /** Something that binds a port. */
    @FunctionalInterface
    private interface Listening {
        void start() throws IOException;
    }

    private static void listening(String what, Listening listening) throws AgentStartException {
        try {
            listening.start();
        } catch (IOException e) {
            throw new AgentStartException(
                    "cannot listen on " + what + ": " + e.getMessage()
                            + " (is another agent running, and is the address this machine's?)",
                    e);
        }
    }

    /** The server itself can only be started with what it is to serve. */
    private void probeHttpPort() throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(config.bindHttp().resolve());
        }
    }

    /** @return the interface that carries the VIPs */
    private Link clearLeftovers(DataDirectory data, RtnlAddressTable addresses, RtnlLinkTable links)
            throws IOException {
        List<Leftovers.Recorded> recorded = data.bound().value().orElse(BoundRecord.NONE).addresses().stream()
                .map(b -> new Leftovers.Recorded(b.iface(), b.address(), b.prefixLength()))
                .toList();
        Leftovers.clear(addresses, links, recorded);
        Optional<Link> link = links.byName(config.iface());
        if (link.isEmpty()) {
            throw new IOException("there is no interface '" + config.iface() + "' on this machine (--iface); there are "
                    + links.list().stream().map(Link::name).toList());
        }
        return link.get();
    }

    private void prepare(Announcer speaker) throws FramePortException {
        try {
            speaker.prepare(config.iface());
        } catch (FramePortException e) {
            if (e.reason() != FramePortException.Reason.LINK_DOWN) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("interface", config.iface())
                    .log("the interface is down: no VIP can be held here until it is up");
        }
    }

    /** What makes the threads that leases depend on: the agent's loop and the receiver of datagrams. */
    private ThreadFactory leaseThreads() throws AgentStartException {
        if (config.rtPriority() == AgentConfig.NO_RT_PRIORITY) {
            return Thread::new;
        }
        RealTimeThreads threads = new RealTimeThreads(config.rtPriority());
        try {
            threads.check();
        } catch (IOException e) {
            throw new AgentStartException(
                    "no real-time priority (--rt-priority " + config.rtPriority() + "): " + e.getMessage()
                            + " (it needs CAP_SYS_NICE, or a limit RLIMIT_RTPRIO of that much)",
                    e);
        }
        return threads;
    }

    private DatagramKeys keys() {
        return config.clusterSecret()
                .map(ClusterSecret::bytes)
                .map(DatagramKeys::of)
                .orElseGet(DatagramKeys::insecure);
    }

    /** Looks at its files from now on. */
    private Optional<TlsIdentity> identity() throws AgentStartException {
        if (config.tls().isEmpty()) {
            return Optional.empty();
        }
        try {
            TlsIdentity identity = closing(TlsIdentity.open(
                    config.tls().get(), Optional.of(TlsRole.AGENT), wallClock, new CertificateWatch(metrics)));
            metrics.certificateExpires(identity::expires);
            identity.start();
            LOG.atInfo().addKeyValue("expires", identity.expires()).log("REST and Raft are encrypted");
            return Optional.of(identity);
        } catch (TlsFilesException e) {
            throw new AgentStartException("cannot use the certificate: " + e.getMessage(), e);
        }
    }

    private void received(Opened opened, InetSocketAddress from, long receivedNanos) {
        Residence home = residence;
        AgentLoop owner = loop;
        if (home == null || owner == null) {
            return;
        }
        ClusterAddress sender = new ClusterAddress(from.getAddress(), from.getPort());
        if (!owner.offer(() -> home.received(opened.sender(), sender, opened.message()))) {
            metrics.eventDropped();
        }
    }

    private void healthChanged(VipChange change) {
        Residence home = residence;
        if (home != null) {
            home.healthChanged(change);
        }
    }

    private void observed(AgentLoop owner, Residence home, NetworkEvent event) {
        if (!(event instanceof NetworkEvent.AddressAdded)) {
            owner.deliver(() -> home.observe(event));
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.push(resource);
        return resource;
    }

    private void closeAll() {
        while (!toClose.isEmpty()) {
            AutoCloseable resource = toClose.pop();
            try {
                resource.close();
            } catch (Exception e) {
                LOG.atWarn().setCause(e).log("something did not close");
            }
        }
    }

    private static void await(CompletableFuture<?> started) throws AgentStartException {
        try {
            started.get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AgentStartException("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AgentStartException("the agent's loop did not start", e);
        }
    }

    /** Passes on what other machines say by ARP or neighbour discovery about addresses that concern this node. */
    private final class SegmentEar implements FrameListener {
        @Override
        public void onFrame(byte[] frame, Instant receivedAt) {
            AgentLoop owner = loop;
            Residence home = residence;
            if (owner == null || home == null) {
                return;
            }
            try {
                for (NeighbourMessage message : NeighbourMessage.read(frame)) {
                    if (home.listensFor(message.address())) {
                        owner.offer(() -> home.heard(message));
                    }
                }
            } catch (PacketFormatException e) {
                // Not for us: the segment carries whatever it carries.
            }
        }

        @Override
        public void onFailure(FramePortException failure) {
            AgentLoop owner = loop;
            Announcer speaker = announcer;
            if (owner != null && speaker != null) {
                owner.offer(() -> speaker.forget(failure.interfaceName()));
            }
        }
    }
}
