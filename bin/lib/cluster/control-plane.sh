# shellcheck shell=bash
# Control plane and network of the test cluster. Sourced by bin/test-cluster.

cluster_up() {
    local nodes=3 number
    while (($# > 0)); do
        case $1 in
            --nodes) nodes=${2:?--nodes needs a number} && shift 2 ;;
            *) die "unknown option $1" ;;
        esac
    done
    [[ $nodes =~ ^[1-9]$ ]] || die "--nodes: from 1 to 9, not '$nodes'"
    [[ ! -e /run/netns/$HUB ]] || die "a cluster is up already: bin/test-cluster down"
    need_cluster_tools
    local began=$SECONDS
    # What a machine that lost its power has left there.
    rm -rf "$RUN"
    mkdir -p "$RUN"/{log,pki,images}
    make_network
    make_certificates
    make_pause_image
    start_control_plane
    for ((number = 1; number <= nodes; number++)); do
        start_node "n$number"
    done
    wait_until 120 "all nodes are ready" nodes_ready "$nodes"
    say "$nodes nodes are ready after $((SECONDS - began)) s"
}

cluster_down() {
    local path
    for path in "$RUN"/node-*.pid; do
        path=${path##*/}
        stop "${path%.pid}"
    done
    for path in scheduler controller-manager apiserver etcd; do
        stop "$path"
    done
    for path in /run/netns/"$PREFIX"-*; do
        [[ ! -e $path ]] || ip netns delete "${path##*/}"
    done
    remove_cgroups
    rm -rf "$RUN"
}

# The hub is the switch between the nodes, and the router between their Pods.
make_network() {
    ip netns add "$HUB"
    in_hub ip link set lo up
    in_hub ip link add br0 type bridge
    in_hub ip addr add "$SUBNET.1/24" dev br0
    in_hub ip link set br0 up
    in_hub sysctl -qw net.ipv4.ip_forward=1
    ip netns add "$CLIENT"
    plug_in "$CLIENT" 100
}

# plug_in NAMESPACE NUMBER: gives it an eth0 with the address of that number; the other end is called after it.
plug_in() {
    ip link add "v${2}" netns "$HUB" type veth peer name eth0 netns "$1"
    in_hub ip link set "v${2}" master br0 up
    ip -n "$1" link set lo up
    ip -n "$1" addr add "$SUBNET.$2/24" dev eth0
    ip -n "$1" link set eth0 up
    ip -n "$1" route add default via "$SUBNET.1"
}

make_certificates() {
    local pki=$RUN/pki
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/ca.key" -out "$pki/ca.crt" -days 30 \
        -subj /CN=test-cluster -addext basicConstraints=critical,CA:TRUE -addext keyUsage=keyCertSign,digitalSignature 2> /dev/null
    openssl genrsa -out "$pki/service-accounts.key" 2048 2> /dev/null
    issue apiserver /CN=kube-apiserver "subjectAltName=DNS:kubernetes.default.svc,IP:127.0.0.1,IP:$SUBNET.1,IP:10.96.0.1"
    identity admin /O=system:masters/CN=admin
    identity controller-manager /CN=system:kube-controller-manager
    identity scheduler /CN=system:kube-scheduler
}

# issue NAME SUBJECT EXTENSIONS: a certificate of the cluster's CA.
issue() {
    local pki=$RUN/pki
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$pki/$1.key" -out "$pki/$1.csr" -subj "$2" 2> /dev/null
    openssl x509 -req -in "$pki/$1.csr" -CA "$pki/ca.crt" -CAkey "$pki/ca.key" -CAcreateserial -days 30 -out "$pki/$1.crt" \
        -extfile <(printf '%s\n' "$3") 2> /dev/null
}

# identity NAME SUBJECT: a certificate for that user, and a kubeconfig with it.
identity() {
    local pki=$RUN/pki
    issue "$1" "$2" extendedKeyUsage=clientAuth
    cat > "$RUN/$1.kubeconfig" << KUBECONFIG
apiVersion: v1
kind: Config
clusters: [{name: test, cluster: {server: "$API_SERVER", certificate-authority-data: $(base64 -w0 "$pki/ca.crt")}}]
users: [{name: me, user: {client-certificate-data: $(base64 -w0 "$pki/$1.crt"), client-key-data: $(base64 -w0 "$pki/$1.key")}}]
contexts: [{name: me, context: {cluster: test, user: me}}]
current-context: me
KUBECONFIG
}

start_control_plane() {
    local pki=$RUN/pki
    # Nothing here has to survive this machine.
    start etcd ip netns exec "$HUB" "$KUBE_ASSETS/etcd" --data-dir "$RUN/etcd" --unsafe-no-fsync --log-level warn
    start apiserver ip netns exec "$HUB" "$KUBE_ASSETS/kube-apiserver" --etcd-servers http://127.0.0.1:2379 --advertise-address "$SUBNET.1" \
        --tls-cert-file "$pki/apiserver.crt" --tls-private-key-file "$pki/apiserver.key" --client-ca-file "$pki/ca.crt" \
        --service-cluster-ip-range 10.96.0.0/16 --service-account-key-file "$pki/service-accounts.key" \
        --service-account-signing-key-file "$pki/service-accounts.key" --service-account-issuer https://kubernetes.default.svc \
        --authorization-mode Node,RBAC --enable-admission-plugins NodeRestriction --allow-privileged \
        --kubelet-preferred-address-types InternalIP
    wait_until 60 "the API server is ready (see $RUN/log/apiserver.log)" kube get --raw /readyz
    # A node is called dead after 16 s instead of 50, so that nobody has to wait for it.
    start controller-manager ip netns exec "$HUB" "$KUBE_ASSETS/kube-controller-manager" --kubeconfig "$RUN/controller-manager.kubeconfig" \
        --service-account-private-key-file "$pki/service-accounts.key" --root-ca-file "$pki/ca.crt" \
        --use-service-account-credentials --leader-elect=false --node-monitor-grace-period 16s --node-monitor-period 2s
    start scheduler ip netns exec "$HUB" "$KUBE_ASSETS/kube-scheduler" --kubeconfig "$RUN/scheduler.kubeconfig" --leader-elect=false
}
