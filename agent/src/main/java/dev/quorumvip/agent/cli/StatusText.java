package dev.quorumvip.agent.cli;

import dev.quorumvip.api.FenceLayer;
import dev.quorumvip.api.LeaderStatus;
import dev.quorumvip.api.MemberStatus;
import dev.quorumvip.api.NodeStatus;
import dev.quorumvip.api.QuorumStatus;
import dev.quorumvip.api.RebalanceStatus;
import dev.quorumvip.api.SessionStatus;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** All of a node's status on one screen: the node, the virtual IPs, the members, the warnings. */
final class StatusText {
    private StatusText() {}

    static String of(NodeStatus status, Instant now) {
        List<String> blocks = new ArrayList<>();
        blocks.add(node(status).toString());
        blocks.add(VipText.of(status.vips(), now));
        blocks.add(MemberText.of(status.members()));
        if (!status.warnings().isEmpty()) {
            TextTable warnings = new TextTable();
            status.warnings().forEach(warning -> warnings.row("WARNING", warning));
            blocks.add(warnings.toString());
        }
        return String.join("\n\n", blocks);
    }

    private static TextTable node(NodeStatus status) {
        return new TextTable()
                .row(
                        "Node",
                        status.node().name() + " (" + status.node().id() + ") at "
                                + status.node().clusterAddress())
                .row("Version", status.node().version())
                .row("Cluster", Objects.requireNonNullElse(status.clusterId(), "none"))
                .row("State", state(status))
                .row("Quorum", quorum(status.quorum()))
                .row("Leader", leader(status.leader()))
                .row("Lease", lease(status))
                .row("Fence", fence(status.fence()))
                .row("Balance", rebalancing(status.rebalancing()));
    }

    private static String state(NodeStatus status) {
        String role = status.members().stream()
                .filter(MemberStatus::self)
                .map(member -> ", " + member.role().word())
                .collect(Collectors.joining());
        return status.state() + role;
    }

    private static String quorum(QuorumStatus quorum) {
        Long age = quorum.lastConfirmedMillisAgo();
        return quorum.state() + (age == null ? "" : " (last confirmed " + age + " ms ago)");
    }

    private static String leader(@Nullable LeaderStatus leader) {
        return leader == null ? "unknown" : leader.name() + " (term " + leader.term() + ")";
    }

    private static String lease(NodeStatus status) {
        SessionStatus session = status.session();
        String timing = status.timing().leaseMillis() + " ms, renewed each "
                + status.timing().renewMillis() + " ms (" + status.timing().profile() + ")";
        return session == null
                ? "no session; " + timing
                : "session " + session.epoch() + " " + session.state() + ", " + session.leaseRemainingMillis()
                        + " ms left of " + timing;
    }

    private static String rebalancing(RebalanceStatus rebalancing) {
        if (rebalancing.always() > 0) {
            return "always, at most " + Math.max(rebalancing.once(), rebalancing.always()) + " at once";
        }
        return rebalancing.once() > 0 ? "under way, at most " + rebalancing.once() + " at once" : "when asked";
    }

    private static String fence(List<FenceLayer> layers) {
        return layers.stream()
                .map(layer -> layer.layer() + (layer.armed() ? " armed" : " NOT armed: " + layer.detail()))
                .collect(Collectors.joining("; "));
    }
}
