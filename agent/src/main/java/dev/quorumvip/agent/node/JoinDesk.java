package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VoterSet;
import dev.quorumvip.agent.founding.FoundingEffect;
import dev.quorumvip.agent.founding.FoundingEvent;
import dev.quorumvip.agent.founding.FoundingMachine;
import dev.quorumvip.agent.protocol.JoinVerdict;
import dev.quorumvip.agent.protocol.Message;
import dev.quorumvip.api.MembershipState;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.SequencedSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets this node into a cluster.
 *
 * <pre>
 * After a start with --initial-peers: take part in the founding, until a founder is chosen or a cluster is heard of.
 * After a start with --join, or once a founder or a cluster is known: ask to be let in, until it answers.
 * After a start with --await-founding: nothing, until it is told to do one of these.
 * After a start with neither: listen whether a cluster knows this address, because then this is a member that lost its
 *     disk; if none is heard, found one alone.
 * </pre>
 */
final class JoinDesk {
    private static final Logger LOG = LoggerFactory.getLogger(JoinDesk.class);

    /** Members call silent ones twice a second: four calls are missed only if nobody is there. */
    static final Duration LISTEN = Duration.ofSeconds(2);

    private static final Duration ASK_AGAIN = Duration.ofMillis(250);
    private static final Duration FOUNDING_TICK = Duration.ofMillis(50);
    private static final Duration SAY_AGAIN = Duration.ofSeconds(10);

    /** Told how it ends; once. */
    interface Owner {
        /** This node is to found the cluster. */
        void found(UUID clusterId);

        /**
         * A cluster has let this node in; false if it is not the one this node belongs to, and the asking has to go on.
         */
        boolean joined(UUID clusterId, VoterSet voters);
    }

    private final NodeId self;
    private final String name;
    private final ClusterAddress address;
    private final Optional<NodeId> former;
    private final AgentLoop loop;
    private final Outbox outbox;
    private final Journal journal;
    private final Owner owner;
    private final SequencedSet<ClusterAddress> contacts = new LinkedHashSet<>();
    private @Nullable FoundingMachine founding;
    private MembershipState state;
    private String lastWord = "";
    private long lastWordAt;
    private boolean asking;
    private boolean done;

    /**
     * @param former who this node was before it became another one, if it was in a cluster
     * @param awaits whether it keeps still until it is told otherwise
     */
    JoinDesk(
            NodeId self,
            String name,
            ClusterAddress address,
            Optional<NodeId> former,
            boolean awaits,
            AgentLoop loop,
            Outbox outbox,
            Journal journal,
            Owner owner) {
        this.self = self;
        this.name = name;
        this.address = address;
        this.former = former;
        this.state = awaits ? MembershipState.UNFORMED : MembershipState.JOINING;
        this.loop = loop;
        this.outbox = outbox;
        this.journal = journal;
        this.owner = owner;
    }

    MembershipState state() {
        return state;
    }

    /** What stands between this node and a cluster, for people. */
    String waitingFor() {
        if (state == MembershipState.UNFORMED) {
            return "waits to be told, by POST /v1/cluster, with whom to found one, or which to join";
        }
        if (state == MembershipState.FORMING) {
            return "waits until a majority of the initial peers is there";
        }
        return contacts.isEmpty()
                ? "listens whether a cluster knows this address"
                : "asks " + contacts + " to be let in" + (lastWord.isEmpty() ? "" : "; last answer: " + lastWord);
    }

    /** Takes part in founding a cluster together with others. */
    void foundWithPeers(FoundingMachine machine) {
        founding = machine;
        state = MembershipState.FORMING;
        LOG.info("waiting for a majority of the initial peers, to found a cluster with them");
        tickFounding();
    }

    /** Founds a cluster alone, unless one is heard of that knows this address. */
    void foundAlone(UUID clusterId) {
        state = MembershipState.FORMING;
        loop.after(LISTEN, () -> {
            if (!done && contacts.isEmpty()) {
                done = true;
                owner.found(clusterId);
            }
        });
    }

    /** Asks members to let this node in; also after a restart, to learn who votes now. */
    void join(List<ClusterAddress> members) {
        contacts.addAll(members.stream().filter(m -> !m.equals(address)).toList());
        state = MembershipState.JOINING;
        if (!asking) {
            asking = true;
            ask();
        }
    }

    /** Ends all asking, because the way in was found elsewhere. */
    void stop() {
        done = true;
        founding = null;
    }

    void received(NodeId sender, ClusterAddress from, Message message) {
        if (done || (state == MembershipState.UNFORMED && !(message instanceof Message.Join))) {
            return;
        }
        switch (message) {
            case Message.JoinReply reply -> answered(reply);
            case Message.Founding step -> founding(sender, from, step);
            case Message.Beacon beacon -> heardCluster(DoorDesk.addresses(beacon.voters()));
            case Message.InCluster other -> heardCluster(List.of(from));
            case Message.Join join ->
                outbox.send(
                        join.address(),
                        new Message.JoinReply(
                                join.node(),
                                JoinVerdict.NOT_YET,
                                Optional.empty(),
                                Optional.empty(),
                                "this node belongs to no cluster itself yet"));
        }
    }

    private void heardCluster(List<ClusterAddress> members) {
        if (!contacts.containsAll(members)) {
            LOG.atInfo().addKeyValue("members", members).log("there is a cluster already: asking to be let in");
        }
        founding = null;
        join(members);
    }

    private void answered(Message.JoinReply reply) {
        if (!reply.node().equals(self)) {
            return;
        }
        if (reply.verdict() == JoinVerdict.ACCEPTED
                && reply.clusterId().isPresent()
                && reply.voters().isPresent()) {
            if (owner.joined(reply.clusterId().get(), reply.voters().get())) {
                stop();
            }
            return;
        }
        boolean news = !reply.detail().equals(lastWord) || loop.now() - lastWordAt > SAY_AGAIN.toNanos();
        lastWord = reply.detail();
        if (news) {
            lastWordAt = loop.now();
            (reply.verdict() == JoinVerdict.REFUSED ? LOG.atError() : LOG.atInfo())
                    .addKeyValue("reason", reply.detail())
                    .log("not let into the cluster yet: asking again");
        }
    }

    private void ask() {
        if (done) {
            asking = false;
            return;
        }
        for (ClusterAddress contact : contacts) {
            outbox.send(contact, new Message.Join(self, name, address, former));
        }
        loop.after(ASK_AGAIN, this::ask);
    }

    private void tickFounding() {
        if (founding != null && !done) {
            step(new FoundingEvent.Tick());
            loop.after(FOUNDING_TICK, this::tickFounding);
        }
    }

    private void founding(NodeId sender, ClusterAddress from, Message.Founding message) {
        if (founding != null) {
            step(new FoundingEvent.Received(from, sender, message));
        }
    }

    private void step(FoundingEvent event) {
        FoundingMachine machine = founding;
        if (machine == null) {
            return;
        }
        for (FoundingEffect effect : machine.step(event, loop.now())) {
            switch (effect) {
                case FoundingEffect.Send(ClusterAddress to, Message.Founding message) -> outbox.send(to, message);
                case FoundingEffect.Persist persist ->
                    journal.founding(persist.record(), () -> step(new FoundingEvent.Persisted(persist.token())));
                case FoundingEffect.Found(Message.Founder founder) -> {
                    done = true;
                    founding = null;
                    owner.found(founder.clusterId());
                }
                case FoundingEffect.JoinFounder(Message.Founder founder) ->
                    // The machine goes on: the founder may crash before it founds, and needs this node's answers again.
                    join(List.of(founder.address()));
                case FoundingEffect.FounderLost lost ->
                    LOG.atError()
                            .addKeyValue("founder", lost.founder().node())
                            .log(
                                    "the chosen founder lost its data directory before it founded the cluster: stop the initial peers, empty their data directories, and start them again");
            }
        }
    }
}
