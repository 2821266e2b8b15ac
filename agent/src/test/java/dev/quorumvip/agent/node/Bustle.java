package dev.quorumvip.agent.node;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.Owner;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.state.Command;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What people ask of a cluster, and what becomes of the applications on it, while it storms. */
final class Bustle {
    private final Chance chance;
    private final VirtualTime time;
    private final SimulatedRaft raft;
    private final VipWishes wishes;
    private final List<SimulatedMachine> machines;
    private int changes;

    Bustle(SingleHolderSimulation world, List<SimulatedMachine> machines) {
        this.chance = world.chance;
        this.time = world.time;
        this.raft = world.raft;
        this.wishes = world.wishes;
        this.machines = machines;
    }

    void changeVip() {
        String vip = wishes.anyVip();
        if (chance.below(10) == 0) {
            chance.happened(Happening.VIP_DELETED);
            raft.append(List.of(deletion(vip)));
        } else {
            chance.happened(Happening.VIP_CHANGED);
            raft.append(List.of(setting(vip, wishes.another(vip))));
        }
    }

    /** By turns as somebody's, on behalf of the owner it has, in spite of it, or in vain. */
    private Command setting(String vip, VipDefinition definition) {
        changes++;
        Optional<Owner> owner = owner(vip);
        if (owner.isEmpty() && changes % 4 == 0) {
            chance.happened(Happening.VIP_OWNED);
            return new Command.SetVip(vip, definition.ownedBy(new Owner("somebody", changes)));
        }
        if (owner.isEmpty()) {
            return new Command.SetVip(vip, definition);
        }
        return switch (changes % 4) {
            case 0 -> new Command.SetVip(vip, definition);
            case 1 ->
                new Command.SetVip(vip, definition.ownedBy(new Owner(owner.get().id(), 0)));
            case 2 ->
                new Command.SetVip(vip, definition.ownedBy(new Owner(owner.get().id(), changes)));
            default -> {
                chance.happened(Happening.VIP_TAKEN_OVER);
                yield new Command.TakeVip(vip, definition);
            }
        };
    }

    private Command deletion(String vip) {
        changes++;
        return owner(vip)
                .<Command>map(owner -> changes % 2 == 0
                        ? new Command.DeleteOwnedVip(vip, owner.id())
                        : new Command.DeleteTakenVip(vip))
                .orElseGet(() -> new Command.DeleteVip(vip));
    }

    private Optional<Owner> owner(String vip) {
        return raft.log.newest().vip(vip).flatMap(known -> known.definition().owner());
    }

    /** An address goes from one VIP to another: asked for at once, and again when it may have been let go of. */
    void passAddressOn() {
        String from = wishes.anyVip();
        String to = wishes.anyVip();
        Optional<VipAddress> address = raft.log
                .newest()
                .vip(from)
                .map(vip -> vip.definition().addresses().getFirst());
        VipAddress other = wishes.anyAddress();
        if (from.equals(to) || address.isEmpty() || address.get().equals(other)) {
            return;
        }
        chance.happened(Happening.ADDRESS_PASSED_ON);
        Command taken = inSpiteOfOwner(to, wishes.with(address.get()));
        raft.append(List.of(inSpiteOfOwner(from, wishes.with(other)), taken));
        time.after(chance.shortTime(), () -> raft.append(List.of(taken)));
        time.after(chance.longTime(), () -> raft.append(List.of(taken)));
    }

    private Command inSpiteOfOwner(String vip, VipDefinition definition) {
        return owner(vip).isPresent() ? new Command.TakeVip(vip, definition) : new Command.SetVip(vip, definition);
    }

    void move(SimulatedMachine to) {
        raft.append(List.of(new Command.MoveVip(wishes.anyVip(), to.node)));
    }

    /** As a rule not for good. */
    void drain(SimulatedMachine machine) {
        NodeId node = machine.node;
        changes++;
        if (changes % 3 == 0) {
            chance.happened(Happening.MEMBER_LABELLED);
            // From now on its own labels do not count.
            raft.append(List.of(new Command.LabelMember(
                    node, new TreeMap<>(changes % 2 == 0 ? Map.of("zone", "a") : Map.of("zone", "b")))));
        }
        raft.append(List.of(new Command.DrainMember(node, true)));
        if (chance.below(4) != 0) {
            time.after(chance.longTime(), () -> raft.append(List.of(new Command.DrainMember(node, false))));
        }
    }

    void rebalance() {
        raft.append(List.of(new Command.Rebalance(1 + chance.below(3))));
    }

    void failApplication(SimulatedMachine machine) {
        String vip = wishes.anyVip();
        switch (chance.below(4)) {
            case 0 -> {
                chance.happened(Happening.APPLICATION_FAILED_EVERYWHERE);
                machines.forEach(each -> failForAWhile(each, vip));
            }
            case 1 -> flap(holderOf(vip).orElse(machine), vip, 1 + chance.below(10));
            default -> {
                chance.happened(Happening.APPLICATION_FAILED);
                failForAWhile(holderOf(vip).orElse(machine), vip);
            }
        }
    }

    /** Applications that do not work now may never do so again. */
    void end() {
        if (chance.below(2) == 0) {
            machines.forEach(each -> List.copyOf(each.failing).forEach(vip -> each.application(vip, true)));
        }
    }

    private void failForAWhile(SimulatedMachine machine, String vip) {
        machine.application(vip, false);
        if (chance.below(3) != 0) {
            time.after(chance.longTime(), () -> machine.application(vip, true));
        }
    }

    private void flap(SimulatedMachine machine, String vip, int times) {
        chance.happened(Happening.APPLICATION_FLAPPED);
        for (int i = 0; i < times; i++) {
            boolean works = i % 2 != 0;
            time.after(Duration.ofSeconds(i), () -> machine.application(vip, works));
        }
    }

    private Optional<SimulatedMachine> holderOf(String vip) {
        return raft.log
                .newest()
                .vip(vip)
                .flatMap(v -> v.holder())
                .flatMap(holder ->
                        machines.stream().filter(m -> m.node.equals(holder)).findFirst());
    }
}
