# shellcheck shell=bash
# Names and places of the test cluster, and what its parts have in common. Sourced by bin/test-cluster.
# shellcheck disable=SC2034

# Everything that the cluster makes on the machine, network namespaces and cgroups, has this at the beginning of its name.
PREFIX=qvtc
HUB=$PREFIX-hub
CLIENT=$PREFIX-client
SUBNET=10.201.0
CLUSTER_CACHE=${XDG_CACHE_HOME:-${HOME:-/root}/.cache}/quorum-vip/test-cluster
ROOTFS=$CLUSTER_CACHE/rootfs
# What one cluster leaves on disk: gone with 'down'.
RUN=$CLUSTER_CACHE/run
API_SERVER=https://$SUBNET.1:6443
RELEASE_NAMESPACE=quorum-vip

in_hub() {
    ip netns exec "$HUB" "$@"
}

kube() {
    # Known where the cluster was just brought up.
    : "${KUBE_ASSETS:=$("$ROOT/bin/lib/kube-assets")}"
    in_hub "$KUBE_ASSETS/kubectl" --kubeconfig "$RUN/admin.kubeconfig" "$@"
}

# wait_until SECONDS WHAT COMMAND…: until it succeeds.
wait_until() {
    local deadline=$((SECONDS + $1)) what=$2
    shift 2
    until "$@" > /dev/null 2>&1; do
        ((SECONDS < deadline)) || die "timed out waiting until $what"
        sleep 0.2
    done
}

# start NAME COMMAND…: in the background, with its log and its process id under that name.
start() {
    local name=$1
    shift
    setsid "$@" > "$RUN/log/$name.log" 2>&1 < /dev/null &
    echo $! > "$RUN/$name.pid"
    # The shell need not say how it ended.
    disown $!
}

# stop NAME: the process that 'start' started, if it is still there.
stop() {
    local pid
    [[ -f $RUN/$1.pid ]] || return 0
    pid=$(< "$RUN/$1.pid")
    rm -f "$RUN/$1.pid"
    kill -KILL "$pid" 2> /dev/null || return 0
    for _ in {1..50}; do
        # Ended, or only waiting for its parent to look.
        [[ -r /proc/$pid/stat && $(< "/proc/$pid/stat") != *") Z "* ]] || return 0
        sleep 0.1
    done
    say "$1 (process $pid) does not end"
}

need_cluster_tools() {
    need_program debootstrap debootstrap
    need_program openssl openssl
    need_program nft nftables
    need_program ip iproute2
    need_program curl curl
    need_program ping iputils-ping
    need_jdk
    need_maven
    KUBE_ASSETS=$("$ROOT/bin/lib/kube-assets" --cluster)
    if [[ ! -f $ROOTFS/.complete ]]; then
        say "making a Debian for the nodes in $ROOTFS"
        rm -rf "$ROOTFS"
        mkdir -p "$ROOTFS"
        debootstrap --variant=minbase --include=containerd,runc,iproute2,nftables,containernetworking-plugins \
            trixie "$ROOTFS" "${DEBIAN_MIRROR:-http://deb.debian.org}/debian" > "$CLUSTER_CACHE/debootstrap.log" 2>&1 ||
            die "debootstrap failed: see $CLUSTER_CACHE/debootstrap.log"
        touch "$ROOTFS/.complete"
    fi
}
