/**
 * Kubernetes' Events of VIPs: what {@link dev.quorumvip.operator.events.Chronicle} makes of the cluster's own events, and
 * {@link dev.quorumvip.operator.events.EventPoster} gets to the API server once each, be it later.
 */
@NullMarked
package dev.quorumvip.operator.events;

import org.jspecify.annotations.NullMarked;
