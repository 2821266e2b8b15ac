//go:build tools

// Package kube pins the Kubernetes programs that bin/lib/kube-assets builds: importing them here makes `go mod tidy` write
// down the checksum of everything they are built from.
package kube

import (
	_ "k8s.io/kubernetes/cmd/kube-apiserver"
	_ "k8s.io/kubernetes/cmd/kube-controller-manager"
	_ "k8s.io/kubernetes/cmd/kube-scheduler"
	_ "k8s.io/kubernetes/cmd/kubectl"
	_ "k8s.io/kubernetes/cmd/kubelet"
)
