# shellcheck shell=bash
# Nodes of the test cluster. Sourced by bin/test-cluster.

# number NODE: of n2, 2.
number() {
    [[ $1 =~ ^n([1-9])$ ]] || die "'$1' is no node: n1, n2 …"
    printf '%s' "${BASH_REMATCH[1]}"
}

start_node() {
    local node=$1 number namespace=$PREFIX-$1 data=$RUN/$1
    number=$(number "$node")
    [[ ! -f $RUN/node-$node.pid ]] || die "$node is running"
    mkdir -p "$data"/{upper,work,root,containerd,kubelet}
    if [[ ! -e /run/netns/$namespace ]]; then
        ip netns add "$namespace"
        plug_in "$namespace" $((10 + number))
        in_hub ip route replace "10.244.$number.0/24" via "$SUBNET.$((10 + number))"
        ip netns exec "$namespace" sysctl -qw net.ipv4.ip_forward=1
        # What kube-proxy would do for the one Service that Pods need: the API server's.
        ip netns exec "$namespace" nft -f - << RULES
table ip apiserver {
    chain out { type nat hook output priority -100; ip daddr 10.96.0.1 tcp dport 443 dnat to $SUBNET.1:6443; }
    chain pre { type nat hook prerouting priority -100; ip daddr 10.96.0.1 tcp dport 443 dnat to $SUBNET.1:6443; }
}
RULES
        identity "$node" "/O=system:nodes/CN=system:node:$node"
    fi
    make_cgroups "$PREFIX-$node"
    # Not 'ip netns exec', which would mount a /sys without the cgroups.
    start "node-$node" nsenter --net="/run/netns/$namespace" unshare --mount --pid --uts --ipc --fork --kill-child \
        bash "$ROOT/bin/lib/cluster/node-init.sh" "$node" "$SUBNET.$((10 + number))" "$number" "$RUN" "$ROOTFS" "$KUBE_ASSETS" "$PREFIX-$node"
}

nodes_ready() {
    [[ $(kube get nodes --no-headers | awk '$2 == "Ready"' | wc -l) == "$1" ]]
}

# The first process of the node's own process namespace: all others end with it.
init_of() {
    local parent
    parent=$(cat "$RUN/node-$1.pid" 2> /dev/null) || die "$1 is not running"
    pgrep --parent "$parent" | head -n 1
}

on_node() {
    local init
    init=$(init_of "$1")
    shift
    nsenter --target "$init" --mount --pid --uts --ipc --net -- "$@"
}

kill_node() {
    stop "node-$1"
}

# partition NODE up|down
partition() {
    in_hub ip link set "v$((10 + $(number "$1")))" "$2"
}

running_nodes() {
    local path
    for path in "$RUN"/node-*.pid; do
        path=${path##*/node-}
        printf '%s\n' "${path%.pid}"
    done
}

load_image() {
    local file=$1 node
    [[ -f $file ]] || die "there is no file $file"
    cp "$file" "$RUN/images/"
    for node in $(running_nodes); do
        on_node "$node" ctr --namespace k8s.io images import "/images/${file##*/}" > "$RUN/log/import-$node.log" 2>&1 ||
            die "$node cannot import $file: $(tail -n 3 "$RUN/log/import-$node.log")"
    done
}

# The image that keeps a Pod's namespaces: sleep(1) of the nodes' Debian.
make_pause_image() {
    local tree=$RUN/pause tool=$ROOT/image/target
    [[ -d $tool/lib ]] || maven -q -pl image -am -DskipTests package
    mkdir -p "$tree/bin" "$tree/lib64" "$tree/lib/x86_64-linux-gnu"
    cp "$ROOTFS/usr/bin/sleep" "$tree/bin/"
    cp -L "$ROOTFS"/lib64/ld-linux-x86-64.so.2 "$tree/lib64/"
    cp -L "$ROOTFS"/usr/lib/x86_64-linux-gnu/libc.so.6 "$tree/lib/x86_64-linux-gnu/"
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$(echo "$tool"/image-*.jar):$tool/lib/*" dev.quorumvip.image.ImageCommand write --arch amd64 \
        --name localhost/pause:1 --created 0 --user 65535:65535 --layer "pause=$tree" --entrypoint /bin/sleep --entrypoint infinity \
        "$RUN/images/pause.tar" > "$RUN/log/pause.log" 2>&1 || die "cannot make the pause image: $(tail -n 3 "$RUN/log/pause.log")"
}

# A cgroup for each node, in each hierarchy that there is.
make_cgroups() {
    local hierarchy
    if [[ -f /sys/fs/cgroup/cgroup.controllers ]]; then
        mkdir -p "/sys/fs/cgroup/$1"
        return
    fi
    for hierarchy in /sys/fs/cgroup/{cpu,cpuacct,cpuset,memory,devices,freezer,blkio,pids,systemd}; do
        [[ ! -d $hierarchy ]] || mkdir -p "$hierarchy/$1"
    done
    cat /sys/fs/cgroup/cpuset/cpuset.cpus > "/sys/fs/cgroup/cpuset/$1/cpuset.cpus"
    cat /sys/fs/cgroup/cpuset/cpuset.mems > "/sys/fs/cgroup/cpuset/$1/cpuset.mems"
}

remove_cgroups() {
    local cgroup
    for cgroup in /sys/fs/cgroup/"$PREFIX"-n* /sys/fs/cgroup/*/"$PREFIX"-n*; do
        [[ ! -d $cgroup ]] || find "$cgroup" -depth -type d -exec rmdir {} + 2> /dev/null || true
    done
}
