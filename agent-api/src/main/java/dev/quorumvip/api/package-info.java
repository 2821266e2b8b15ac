/**
 * The words of the REST contract, shared by the agent, which answers, and its clients.
 *
 * <p>Four doors: {@link dev.quorumvip.api.NodeStatus} is all that one agent knows, {@link
 * dev.quorumvip.api.ClusterEvent} is what happened in its cluster, {@link dev.quorumvip.api.Problem} is how it refuses,
 * and {@link dev.quorumvip.api.VipAddressSyntax} is the syntax of an address that may become a virtual IP. The records
 * {@code Dqlite*} keep the shapes of dqlite-vip's API; everything else is the body of a {@code /v1} route. Names of
 * properties are camelCase, points in time are ISO 8601 in UTC, lengths of time are whole milliseconds with the unit in
 * the name. A property that has nothing to say is {@code null}, never left out. Clients must ignore properties they do
 * not know. {@link dev.quorumvip.api.Json} reads and writes them.
 */
@NullMarked
package dev.quorumvip.api;

import org.jspecify.annotations.NullMarked;
