/**
 * Network namespaces for tests: one segment (a bridge in a namespace of its own), nodes and a client on it, and the
 * faults a cable can have. The door is {@link dev.quorumvip.e2e.net.TestNetwork}; {@link
 * dev.quorumvip.e2e.net.NetworkNamespace} runs Java code or programs inside one of them. Nothing here touches the
 * network of the machine that runs the tests.
 */
@NullMarked
package dev.quorumvip.e2e.net;

import org.jspecify.annotations.NullMarked;
