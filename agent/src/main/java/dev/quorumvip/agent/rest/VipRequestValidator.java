package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.definition.DefinitionReader;
import dev.quorumvip.agent.definition.DefinitionReader.Reading;
import dev.quorumvip.agent.definition.FieldProblem;
import dev.quorumvip.agent.definition.VipDefinition;
import dev.quorumvip.agent.definition.VipName;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.VipAddressException;
import dev.quorumvip.api.VipAddressSyntax;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Turns what a client sent into a {@link VipDefinition}, or names every field that is wrong and why. */
final class VipRequestValidator {
    /** The nodes' own addresses, as they are now. */
    interface NodeAddresses {
        Set<InetAddress> get() throws NoQuorumException;
    }

    private final NodeAddresses nodeAddresses;

    /** Validates against the nodes' own addresses as they are at each request. */
    VipRequestValidator(NodeAddresses nodeAddresses) {
        this.nodeAddresses = nodeAddresses;
    }

    /**
     * Validates the body of {@code PUT /v1/vips/{name}}.
     *
     * @throws InvalidRequestException naming every field that is wrong, and the reason
     * @throws NoQuorumException when all else is right, and the nodes' addresses cannot be told
     */
    VipDefinition definition(String name, byte[] body) throws InvalidRequestException, NoQuorumException {
        List<FieldProblem> problems =
                new ArrayList<>(VipName.problemOf("name", name).stream().toList());
        switch (DefinitionReader.read(BodyTree.read(body))) {
            case Reading.Wrong(List<FieldProblem> wrong) -> problems.addAll(wrong);
            case Reading.Read(VipDefinition definition)
            when problems.isEmpty() -> {
                problems.addAll(ofNodeAddresses(definition));
                if (problems.isEmpty()) {
                    return definition;
                }
            }
            case Reading.Read read -> {}
        }
        throw new InvalidRequestException(problems);
    }

    /**
     * Validates a single address, as dqlite-vip's clients send it.
     *
     * @param field what the body calls it
     * @throws InvalidRequestException naming the field and the reason
     * @throws NoQuorumException when all else is right, and the nodes' addresses cannot be told
     */
    VipDefinition definition(String field, String address) throws InvalidRequestException, NoQuorumException {
        try {
            VipAddressSyntax.check(address);
        } catch (VipAddressException e) {
            throw new InvalidRequestException(field, e.reason(), String.valueOf(e.getMessage()));
        }
        VipDefinition definition = VipDefinition.of(VipAddress.parse(address));
        for (FieldProblem problem : ofNodeAddresses(definition)) {
            throw new InvalidRequestException(field, problem.reason(), problem.message());
        }
        return definition;
    }

    private List<FieldProblem> ofNodeAddresses(VipDefinition definition) throws NoQuorumException {
        Set<InetAddress> taken = nodeAddresses.get();
        List<FieldProblem> problems = new ArrayList<>();
        List<VipAddress> addresses = definition.addresses();
        for (int i = 0; i < addresses.size(); i++) {
            if (taken.contains(addresses.get(i).ip())) {
                problems.add(new FieldProblem(
                        addresses.size() == 1 ? "address" : "addresses[" + i + "]",
                        ProblemReason.NODE_ADDRESS,
                        "'" + addresses.get(i)
                                + "': a cluster node has this address as its own; give one that no machine has"));
            }
        }
        return problems;
    }
}
