/**
 * What a Kubernetes cluster adds to a test network: its API server in the observer's namespace ({@link
 * dev.quorumvip.e2e.kube.ControlPlane}), the operator's process, and the objects that kubelets would make.
 */
@NullMarked
package dev.quorumvip.e2e.kube;

import org.jspecify.annotations.NullMarked;
