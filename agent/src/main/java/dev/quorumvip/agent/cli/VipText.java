package dev.quorumvip.agent.cli;

import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import java.time.Instant;
import java.util.List;
import java.util.Objects;

/** Virtual IPs as a table. */
final class VipText {
    private VipText() {}

    static String of(List<VipStatus> vips, Instant now) {
        if (vips.isEmpty()) {
            return "No virtual IP is set; 'quorumvip vip set NAME ADDRESS/PREFIX' sets one.";
        }
        TextTable table = new TextTable().row("VIP", "ADDRESS", "STATE", "HOLDER", "INTERFACE", "OUTAGE", "SINCE");
        for (VipStatus vip : vips) {
            table.row(
                    vip.name(),
                    String.join(", ", vip.addresses()),
                    vip.state().name(),
                    holder(vip),
                    interfaceName(vip),
                    outage(vip),
                    since(vip, now));
        }
        return table.toString();
    }

    private static String holder(VipStatus vip) {
        HolderStatus holder = vip.holder();
        if (holder != null) {
            return holder.name();
        }
        if (vip.keptWithoutQuorum()) {
            return "kept by this node, without a quorum";
        }
        return vip.state() == VipState.UNKNOWN ? "unknown" : "";
    }

    private static String interfaceName(VipStatus vip) {
        HolderStatus holder = vip.holder();
        String bound = holder == null ? null : holder.interfaceName();
        return Objects.requireNonNullElse(
                bound, Objects.requireNonNullElse(vip.spec().interfaceName(), ""));
    }

    /** Of the move to the present holder, as far as the cluster measured it. */
    private static String outage(VipStatus vip) {
        VipTransition moved = vip.holder() == null ? null : vip.lastTransition();
        Long outage = moved == null ? null : moved.durationMillis();
        return outage == null ? "" : outage + " ms";
    }

    private static String since(VipStatus vip, Instant now) {
        HolderStatus holder = vip.holder();
        Instant since = holder == null ? null : holder.since();
        return since == null ? "" : Ago.text(since, now);
    }
}
