package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.NoneHealthyPolicy;
import dev.quorumvip.agent.definition.QuorumLossPolicy;
import dev.quorumvip.agent.state.Assignment;
import dev.quorumvip.agent.state.ClusterState;
import dev.quorumvip.agent.state.Member;
import dev.quorumvip.agent.state.Vip;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Where VIPs may be at any time, and where they have to be once nothing is under way. */
final class RightPlaces {
    private final SimulatedLog log;
    private final List<SimulatedMachine> machines;
    private final List<VipAddress> addresses;

    RightPlaces(SimulatedLog log, List<SimulatedMachine> machines, List<VipAddress> addresses) {
        this.log = log;
        this.machines = machines;
        this.addresses = addresses;
    }

    List<SimulatedMachine> serving(InetAddress ip) {
        return machines.stream().filter(m -> m.kernel.serves(ip)).toList();
    }

    /** An address on two machines, or a VIP whose addresses are. */
    Optional<String> onTwo() {
        for (VipAddress address : addresses) {
            List<SimulatedMachine> on = serving(address.ip());
            if (on.size() > 1) {
                return Optional.of(address + " is on " + on);
            }
        }
        for (Vip vip : log.newest().vips().values()) {
            if (vip.definition().onQuorumLoss() == QuorumLossPolicy.KEEP) {
                continue; // two may have it, as was asked for
            }
            List<SimulatedMachine> on =
                    vip.assignment().stream().flatMap(this::serving).distinct().toList();
            if (on.size() > 1) {
                return Optional.of(vip.name() + " is in part on each of " + on);
            }
        }
        return Optional.empty();
    }

    /** An address that is served where the log has not assigned it. */
    Optional<String> withoutRight() {
        for (VipAddress address : addresses) {
            for (SimulatedMachine machine : serving(address.ip())) {
                if (!isAssigned(address.ip(), machine.address)) {
                    return Optional.of(address + " is on " + machine + ", to which the log has not assigned it");
                }
            }
        }
        return Optional.empty();
    }

    /** By the machine's address, as an emptied disk makes another node of it. */
    private boolean isAssigned(InetAddress ip, ClusterAddress machine) {
        ClusterState now = log.newest();
        return now.vips().values().stream()
                .flatMap(vip -> vip.assignment().stream())
                .filter(a -> a.addresses().stream().anyMatch(each -> each.ip().equals(ip)))
                .flatMap(a -> now.member(a.session().node()).stream())
                .anyMatch(member -> member.address().equals(machine));
    }

    /** What is not as it has to be in a cluster that is left in peace; empty if all is. */
    Optional<String> wrong() {
        for (Vip vip : log.newest().vips().values()) {
            Optional<String> wrong =
                    vip.assignment().map(assignment -> wrong(vip, assignment)).orElseGet(() -> wrongWithoutHolder(vip));
            if (wrong.isPresent()) {
                return wrong.map(what -> vip.name() + " " + what);
            }
        }
        return Optional.empty();
    }

    private Optional<String> wrongWithoutHolder(Vip vip) {
        List<NodeId> candidates = candidates(vip);
        return vip.definition().paused() || candidates.isEmpty()
                ? Optional.empty()
                : Optional.of("has no holder, and could be on " + candidates);
    }

    private Optional<String> wrong(Vip vip, Assignment assignment) {
        if (assignment.revoked()) {
            return Optional.of("was asked back, and is not given back: " + assignment);
        }
        if (!assignment.addresses().equals(vip.definition().addresses())) {
            return Optional.of("is held with other addresses than it has: " + assignment);
        }
        for (VipAddress address : assignment.addresses()) {
            List<NodeId> on = serving(address.ip()).stream().map(m -> m.node).toList();
            if (!on.equals(List.of(assignment.session().node()))) {
                return Optional.of(address + " is on " + on + ": " + assignment);
            }
        }
        return reasonToLeave(vip, assignment.session().node());
    }

    private Optional<String> reasonToLeave(Vip vip, NodeId holder) {
        Member member = log.newest().member(holder).orElseThrow();
        if (member.leaving()) {
            return Optional.of("is on " + holder + ", which is leaving");
        }
        if (vip.definition().paused()) {
            return Optional.empty();
        }
        if (!vip.definition().selects(member.labels())) {
            return Optional.of("is on " + holder + ", which lacks a label");
        }
        boolean others = candidates(vip).stream().anyMatch(node -> !node.equals(holder));
        boolean stays = !others && vip.definition().ifNoneHealthy() == NoneHealthyPolicy.STAY;
        if (!works(vip, holder) && !stays) {
            return Optional.of("is on " + holder + ", where its application does not work");
        }
        return others && member.drained() ? Optional.of("is on " + holder + ", which is drained") : Optional.empty();
    }

    /** Nodes that could have it. */
    private List<NodeId> candidates(Vip vip) {
        return machines.stream()
                .filter(SimulatedMachine::runs)
                .flatMap(machine -> log.newest().member(machine.node).stream())
                .filter(member -> !member.leaving()
                        && !member.drained()
                        && member.open()
                        && vip.definition().selects(member.labels())
                        && works(vip, member.id()))
                .map(Member::id)
                .toList();
    }

    private boolean works(Vip vip, NodeId node) {
        return vip.definition().healthChecks().isEmpty()
                || machines.stream().filter(m -> m.node.equals(node)).noneMatch(m -> m.failing.contains(vip.name()));
    }

    private Stream<SimulatedMachine> serving(Assignment assignment) {
        return assignment.addresses().stream().flatMap(address -> serving(address.ip()).stream());
    }
}
