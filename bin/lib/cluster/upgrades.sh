# shellcheck shell=bash
# Upgrades in the test cluster: what clients notice while every agent, or every operator, is replaced. Sourced by bin/test-cluster.

# In the order of their names, on three nodes one each.
UPGRADE_VIPS=("$VIP" "$SUBNET.51" "$SUBNET.52")

# In a rolling upgrade of N agents a VIP that went to the next one each time would move N times.
MOST_MOVES=2

more_virtual_ips() {
    local number
    for number in 1 2; do
        kube apply -f - > /dev/null << YAML
apiVersion: quorumvip.io/v1alpha1
kind: VirtualIP
metadata: {name: web-$number}
spec: {addresses: [$SUBNET.5$number/24]}
YAML
    done
    kube wait --for=condition=Ready virtualip --all --timeout=10s > /dev/null || die "the VirtualIPs are not ready after 10 s"
}

# upgrade WHAT MOVES KIND/NAME VALUE…: has Helm change a Pod template, and says what each VIP's clients saw until all Pods were new.
upgrade() {
    local what=$1 most=$2 workload=$3 ip watcher probers=() began=$SECONDS
    shift 3
    wait_until 120 "all agents are ready" agents_ready "$(kube get nodes --no-headers | wc -l)"
    for ip in "${UPGRADE_VIPS[@]}"; do
        ip netns exec "$CLIENT" ping -D -n -i 0.01 -W 0.01 "$ip" > "$RUN/log/probe-$ip.log" 2>&1 &
        probers+=($!)
    done
    sleep 1
    ip -n "$CLIENT" neigh show > "$RUN/log/neighbours.log"
    ip -n "$CLIENT" monitor neigh >> "$RUN/log/neighbours.log" &
    watcher=$!
    install_chart "${CHART_VALUES[@]}" "$@"
    kube -n "$RELEASE_NAMESPACE" rollout status "$workload" --timeout=300s > "$RUN/log/rollout.log" ||
        die "the upgrade did not end: see $RUN/log/rollout.log"
    wait_until 60 "all agents are ready" agents_ready "$(kube get nodes --no-headers | wc -l)"
    sleep 1
    kill -INT "${probers[@]}" 2> /dev/null || true
    kill "$watcher" 2> /dev/null || true
    wait "$watcher" "${probers[@]}" 2> /dev/null || true
    say "$what, in $((SECONDS - began)) s:"
    for ip in "${UPGRADE_VIPS[@]}"; do
        said "$ip" "$most"
    done
}

# said IP MOST: what was recorded of it; an end to it all if it moved more often.
said() {
    local moves
    moves=$(changes_of_neighbour "$1" "$RUN/log/neighbours.log")
    say "  $1: $moves moves, the longest time without an answer was $(longest_silence "$RUN/log/probe-$1.log") ms"
    ((moves <= $2)) || die "that is more than $2 moves"
}

# changes_of_neighbour IP FILE: how often another hardware address took its place, in what 'ip monitor neigh' wrote.
changes_of_neighbour() {
    awk -v ip="$1" '$1 == ip {
        for (i = 2; i < NF; i++) if ($i == "lladdr") {
            if (last != "" && $(i + 1) != last) changes++
            last = $(i + 1)
        }
    } END { print changes + 0 }' "$2"
}

upgrade_everything() {
    more_virtual_ips
    upgrade "all agents were replaced" "$MOST_MOVES" daemonset/quorum-vip-agent agent.podAnnotations.revision=second
    upgrade "the operators were replaced" 0 deployment/quorum-vip-operator agent.podAnnotations.revision=second \
        operator.podAnnotations.revision=second
}
