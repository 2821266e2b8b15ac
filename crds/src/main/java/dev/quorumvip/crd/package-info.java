/**
 * The Kubernetes resource {@code VirtualIP}, from which the custom resource definition is generated.
 *
 * <p>{@link dev.quorumvip.crd.VirtualIPSpec} is what is wanted of a virtual IP, {@link
 * dev.quorumvip.crd.VirtualIPStatus} what is known of it. What a spec leaves out reads as its default here, wherever the
 * object came from, and is written as the default: the same that the definition's schema fills in. Lengths of time are
 * texts such as {@code 250ms}, {@code 2s} or {@code 1m}.
 */
@NullMarked
package dev.quorumvip.crd;

import org.jspecify.annotations.NullMarked;
