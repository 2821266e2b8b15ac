/**
 * Runs health checks: over HTTP, over TCP and by programs.
 *
 * <p>Doors: {@link dev.quorumvip.agent.health.probe.HealthMonitor} runs the checks of all VIPs and tells what changed;
 * {@link dev.quorumvip.agent.health.probe.CheckProbes} makes what it runs.
 *
 * <p>An HTTP check is one exchange over a connection of its own, by a small client of this room. {@code
 * java.net.http.HttpClient} is not used, because a check needs what it does not have: a {@code Host} header and a TLS
 * server name apart from the address that is connected to, without switches for the whole process; a deadline for the
 * whole answer and not only for its head; and never an old connection, which a server keeps serving that has stopped to
 * accept new ones. It would also bring some hundred classes and threads for each TLS setting.
 */
@NullMarked
package dev.quorumvip.agent.health.probe;

import org.jspecify.annotations.NullMarked;
