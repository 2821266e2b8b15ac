package dev.quorumvip.agent.cli;

import dev.quorumvip.api.AddressConflictStatus;
import dev.quorumvip.api.HolderStatus;
import dev.quorumvip.api.SightingStatus;
import dev.quorumvip.api.VipState;
import dev.quorumvip.api.VipStatus;
import dev.quorumvip.api.VipTransition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

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
        List<String> blocks = new ArrayList<>(List.of(table.toString()));
        conflicts(vips, now).ifPresent(blocks::add);
        sightings(vips, now).ifPresent(blocks::add);
        owners(vips).ifPresent(blocks::add);
        return String.join("\n\n", blocks);
    }

    private static Optional<String> conflicts(List<VipStatus> vips, Instant now) {
        TextTable table =
                new TextTable().row("ADDRESSCONFLICT", "ADDRESS", "ALSO AT", "OCCASION", "NOTICED BY", "SINCE");
        boolean any = false;
        for (VipStatus vip : vips) {
            AddressConflictStatus conflict = vip.addressConflict();
            if (conflict != null) {
                any = true;
                table.row(
                        vip.name(),
                        conflict.address(),
                        conflict.mac(),
                        conflict.occasion(),
                        conflict.node(),
                        Ago.text(conflict.since(), now));
            }
        }
        return any ? Optional.of(table.toString()) : Optional.empty();
    }

    /** Who answers, seen from the node that was asked. */
    private static Optional<String> sightings(List<VipStatus> vips, Instant now) {
        TextTable table = new TextTable().row("SEEN FROM HERE", "ADDRESS", "ANSWERED BY", "WHO", "SINCE");
        boolean any = false;
        for (VipStatus vip : vips) {
            for (SightingStatus seen : vip.seen()) {
                any = true;
                table.row(
                        vip.name(),
                        seen.address(),
                        String.join(", ", seen.macs()),
                        seen.verdict(),
                        Ago.text(seen.since(), now));
            }
        }
        return any ? Optional.of(table.toString()) : Optional.empty();
    }

    /** Who would undo what is changed by hand. */
    private static Optional<String> owners(List<VipStatus> vips) {
        TextTable table = new TextTable().row("OWNED", "OWNER", "GENERATION");
        boolean any = false;
        for (VipStatus vip : vips) {
            String owner = vip.spec().owner();
            if (owner != null) {
                any = true;
                table.row(vip.name(), owner, String.valueOf(vip.spec().ownerGeneration()));
            }
        }
        return any ? Optional.of(table.toString()) : Optional.empty();
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
