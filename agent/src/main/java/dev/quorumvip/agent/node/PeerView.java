package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.GrantNumber;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.protocol.Message.Holding;
import dev.quorumvip.agent.protocol.Message.Renew;
import dev.quorumvip.agent.protocol.MessagePages;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What this node has heard from the others in their renewals, and when: who is alive, who could hold a VIP, who has
 * what on its interface. Observations, good for planning and for status; nothing about safety rests on them.
 */
final class PeerView {
    private final Map<NodeId, Heard> heard = new HashMap<>();

    /** What one node said last. */
    record Heard(
            long atNanos,
            ClusterAddress address,
            boolean eligible,
            long raftIncarnation,
            long epoch,
            List<Map<GrantNumber, Holding>> pages) {
        /** What it has on an interface under this grant, as it said last. */
        Optional<Holding> holding(GrantNumber grant) {
            return pages.stream()
                    .flatMap(page -> Optional.ofNullable(page.get(grant)).stream())
                    .findFirst();
        }
    }

    void heard(Renew renew, ClusterAddress from, long now) {
        heard.put(
                renew.session().node(),
                new Heard(
                        now,
                        from,
                        renew.eligible(),
                        renew.raftIncarnation(),
                        renew.session().epoch(),
                        pages(renew)));
    }

    /** The page that this renewal brings, among those that earlier ones of the session brought. */
    private List<Map<GrantNumber, Holding>> pages(Renew renew) {
        int count = renew.holdingPages();
        List<Map<GrantNumber, Holding>> pages =
                new ArrayList<>(of(renew.session().node())
                        .filter(before -> before.epoch == renew.session().epoch() && before.pages.size() == count)
                        .map(Heard::pages)
                        .orElseGet(() -> Collections.nCopies(count, Map.of())));
        pages.set(
                MessagePages.pageOf(renew.round(), count),
                renew.holding().stream().collect(Collectors.toMap(Holding::grant, h -> h, (a, b) -> b)));
        return List.copyOf(pages);
    }

    Optional<Heard> of(NodeId node) {
        return Optional.ofNullable(heard.get(node));
    }

    boolean heardWithin(NodeId node, Duration span, long now) {
        return of(node).filter(h -> now - h.atNanos <= span.toNanos()).isPresent();
    }

    /** Nodes heard within {@code span}, with the Raft peer each runs. */
    SortedMap<NodeId, RaftMember> live(Duration span, long now) {
        SortedMap<NodeId, RaftMember> live = new TreeMap<>();
        heard.forEach((node, h) -> {
            if (now - h.atNanos <= span.toNanos()) {
                live.put(node, new RaftMember(h.address, h.raftIncarnation));
            }
        });
        return live;
    }

    /** Nodes heard within {@code span} that say they could hold a VIP. */
    Set<NodeId> eligible(Duration span, long now) {
        return heard.entrySet().stream()
                .filter(e -> e.getValue().eligible && now - e.getValue().atNanos <= span.toNanos())
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    void retain(Set<NodeId> members) {
        heard.keySet().retainAll(members);
    }
}
