/**
 * A real Kubernetes API server for tests, without anything else of a cluster: objects are stored, validated and watched, and
 * whoever asks needs the right to, but no controller acts on them and no kubelet runs a pod.
 *
 * <p>{@link dev.quorumvip.kubetesting.ApiServerExtension} is how a test gets one, {@link
 * dev.quorumvip.kubetesting.ApiServer} what it gets.
 */
@NullMarked
package dev.quorumvip.kubetesting;

import org.jspecify.annotations.NullMarked;
