package dev.quorumvip.agent.rest;

import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.VipAddressException;
import dev.quorumvip.api.VipAddressSyntax;
import java.net.InetAddress;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Turns what a client sent into a {@link VipSpec}, or names the field that is wrong and why. */
final class VipRequestValidator {
    /** RFC 1123 §2.1, in lower case only: a name is also a Kubernetes object's and a metric's label. */
    private static final Pattern DNS_LABEL = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");

    /**
     * dev_valid_name() in net/core/dev.c: at most IFNAMSIZ - 1 bytes, without slash, colon or blanks; here also
     * printable ASCII.
     */
    private static final Pattern INTERFACE = Pattern.compile("[!-~&&[^/:]]{1,15}");

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
     * Validates a virtual IP.
     *
     * @param name from the path
     * @param field what the body calls the address, for the refusal
     * @param address as sent
     * @param interfaceName as sent, or null
     * @throws InvalidRequestException naming the field and the reason
     * @throws NoQuorumException when all else is right, and the nodes' addresses cannot be told
     */
    VipSpec validate(String name, String field, String address, @Nullable String interfaceName)
            throws InvalidRequestException, NoQuorumException {
        requireName("name", name);
        VipAddress parsed = parsed(field, address);
        if (interfaceName != null && !isInterfaceName(interfaceName)) {
            throw new InvalidRequestException(
                    "interface",
                    ProblemReason.INVALID_INTERFACE,
                    "the interface must be a Linux interface's name, 1 to 15 characters without '/', ':' or blanks");
        }
        if (nodeAddresses.get().contains(parsed.ip())) {
            throw new InvalidRequestException(
                    field,
                    ProblemReason.NODE_ADDRESS,
                    "'" + parsed + "': a cluster node has this address as its own; give one that no machine has");
        }
        return new VipSpec(name, parsed, interfaceName);
    }

    /**
     * @param field what the request calls it, for the refusal
     * @throws InvalidRequestException if no virtual IP can have that name
     */
    static void requireName(String field, String name) throws InvalidRequestException {
        if (!DNS_LABEL.matcher(name).matches()) {
            throw new InvalidRequestException(
                    field,
                    ProblemReason.INVALID_NAME,
                    "the name must be 1 to 63 of a-z, 0-9 and '-', and begin and end with a letter or digit");
        }
    }

    private static VipAddress parsed(String field, String address) throws InvalidRequestException {
        try {
            VipAddressSyntax.check(address);
        } catch (VipAddressException e) {
            throw new InvalidRequestException(field, e.reason(), String.valueOf(e.getMessage()));
        }
        return VipAddress.parse(address);
    }

    private static boolean isInterfaceName(String text) {
        return INTERFACE.matcher(text).matches() && !text.equals(".") && !text.equals("..");
    }
}
