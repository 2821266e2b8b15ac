/**
 * Whether a node can serve a VIP: what is to be asked, and what follows from the answers. Nothing here asks; that is
 * done in {@code health.probe}.
 *
 * <p>Doors: a {@link dev.quorumvip.agent.health.HealthCheck} is the definition, which is part of a VIP's; {@link
 * dev.quorumvip.agent.health.HealthCheckReader} and {@link dev.quorumvip.agent.health.HealthCheckWriter} are its JSON;
 * {@link dev.quorumvip.agent.health.CheckMachine} applies the thresholds of one check, and {@link
 * dev.quorumvip.agent.health.HealthBook} knows of all checks of a node which is due, which is under way, and what each
 * VIP has come to.
 */
@NullMarked
package dev.quorumvip.agent.health;

import org.jspecify.annotations.NullMarked;
