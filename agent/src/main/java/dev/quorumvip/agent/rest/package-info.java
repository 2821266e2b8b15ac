/**
 * The agent's REST face.
 *
 * <p>Two doors. {@link dev.quorumvip.agent.rest.RestServer} listens, and {@link dev.quorumvip.agent.rest.ControlPlane}
 * is the port through which the rest of the agent answers. A request is matched by the {@code Router}, its body read
 * whole and bounded by the {@code Dispatcher}, its handler run by the {@code CallGate} with a deadline, and every
 * refusal turned into a problem by {@code Problems}. An answer that goes on is a {@code Response.Stream}: the {@code
 * StreamGate} bounds how many there are, and the {@code WriteWatch} how long any reader may take. Nothing hangs and
 * nothing grows without bound. The routes are in {@code DqliteRoutes}, {@code V1Routes}, {@code EventRoutes} and {@code
 * ProbeRoutes}, one line each; {@code openapi.json} beside them says the same to clients, and a test keeps the two
 * together.
 */
@NullMarked
package dev.quorumvip.agent.rest;

import org.jspecify.annotations.NullMarked;
