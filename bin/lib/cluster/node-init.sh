#!/usr/bin/env bash
# usage: node-init.sh NODE ADDRESS NUMBER RUN ROOTFS KUBE-ASSETS CGROUP
#
# The first process of a node of the test cluster, in namespaces of its own: makes the node's root, and runs containerd and
# the kubelet in it.
set -euo pipefail
node=$1 address=$2 number=$3 run=$4 rootfs=$5 assets=$6 cgroup=$7
root=$run/$node/root

mount --make-rprivate /
mount -t overlay overlay -o "lowerdir=$rootfs,upperdir=$run/$node/upper,workdir=$run/$node/work" "$root"
mount -t proc proc "$root/proc"
mount -t sysfs sysfs "$root/sys"
mount --rbind /sys/fs/cgroup "$root/sys/fs/cgroup"
mount --rbind /dev "$root/dev"
mount -t tmpfs tmpfs "$root/run"
mount -t tmpfs tmpfs "$root/tmp"
mkdir -p "$root"/{opt/kubernetes,images,run/lock,var/lib/containerd,var/lib/kubelet,var/log/pods,etc/kubernetes,etc/cni/net.d,etc/containerd,.old}
mount --bind "$run/$node/containerd" "$root/var/lib/containerd"
mount --bind "$run/$node/kubelet" "$root/var/lib/kubelet"
mount --bind "$assets" "$root/opt/kubernetes"
mount --bind "$run/images" "$root/images"
cp "$run/$node.kubeconfig" "$root/etc/kubernetes/kubelet.kubeconfig"
hostname "$node"
echo "$node" > "$root/etc/hostname"
printf '127.0.0.1 localhost\n%s %s\n' "$address" "$node" > "$root/etc/hosts"
: > "$root/etc/resolv.conf"
printf '%032x\n' "$number" > "$root/etc/machine-id"

cat > "$root/etc/cni/net.d/10-pods.conflist" << CNI
{"cniVersion": "0.4.0", "name": "pods", "plugins": [
  {"type": "ptp", "ipMasq": false, "mtu": 1400,
   "ipam": {"type": "host-local", "ranges": [[{"subnet": "10.244.$number.0/24"}]], "routes": [{"dst": "0.0.0.0/0"}]}},
  {"type": "portmap", "capabilities": {"portMappings": true}}]}
CNI
# Where a machine is itself a container, as this one's may be, nothing may be given a better OOM score, and there is no AppArmor.
cat > "$root/etc/containerd/config.toml" << CONTAINERD
version = 2
oom_score = 0
[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = "localhost/pause:1"
  restrict_oom_score_adj = true
  disable_apparmor = true
  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = "/usr/lib/cni"
    conf_dir = "/etc/cni/net.d"
  [plugins."io.containerd.grpc.v1.cri".containerd]
    snapshotter = "overlayfs"
CONTAINERD
cat > "$root/etc/kubernetes/kubelet.yaml" << KUBELET
apiVersion: kubelet.config.k8s.io/v1beta1
kind: KubeletConfiguration
containerRuntimeEndpoint: unix:///run/containerd/containerd.sock
authentication: {anonymous: {enabled: true}, webhook: {enabled: false}}
authorization: {mode: AlwaysAllow}
cgroupDriver: cgroupfs
cgroupRoot: /$cgroup
cgroupsPerQOS: true
failCgroupV1: false
enforceNodeAllocatable: []
failSwapOn: false
oomScoreAdj: 0
evictionHard: {nodefs.available: "0%", imagefs.available: "0%", nodefs.inodesFree: "0%"}
imageGCHighThresholdPercent: 100
makeIPTablesUtilChains: false
nodeStatusUpdateFrequency: 4s
resolvConf: ""
KUBELET

cd "$root"
pivot_root . .old
cd /
umount -l /.old
mount --make-rshared /

containerd > /var/log/containerd.log 2>&1 &
for ((tries = 0; tries < 100; tries++)); do
    ! ctr version > /dev/null 2>&1 || break
    sleep 0.1
done
for image in /images/*.tar; do
    ctr --namespace k8s.io images import "$image" >> /var/log/import.log 2>&1
done
/opt/kubernetes/kubelet --config /etc/kubernetes/kubelet.yaml --kubeconfig /etc/kubernetes/kubelet.kubeconfig --hostname-override "$node" \
    --node-ip "$address" > /var/log/kubelet.log 2>&1 &
kubelet=$!
# Of what containers leave behind this one is the parent.
while kill -0 "$kubelet" 2> /dev/null; do
    wait -n || true
done
echo "the kubelet has ended: see /var/log/kubelet.log of the node" >&2
exit 1
