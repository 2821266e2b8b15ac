# shellcheck shell=bash
# quorum-vip in the test cluster: installed, used, and put through faults. Sourced by bin/test-cluster.

VIP=$SUBNET.50
CHART_VALUES=(image.pullPolicy=Never agent.interface=eth0)

# install_chart [NAME=VALUE…]
install_chart() {
    local classpath=$RUN/helm.classpath
    need_jdk
    need_maven
    if [[ ! -s $classpath ]]; then
        maven -q -pl kube-testing,charts -am -DskipTests -Dspotless.check.skip=true test-compile dependency:build-classpath -Dmdep.outputFile="$classpath.new" > "$RUN/log/helm.log" 2>&1 ||
            die "cannot find Helm's library: $(grep -m 3 ERROR "$RUN/log/helm.log")"
        # Each module writes it; the chart's is the last.
        mv "$classpath.new" "$classpath"
    fi
    kube create namespace "$RELEASE_NAMESPACE" --dry-run=client -o yaml | kube apply -f - > /dev/null
    kube label namespace "$RELEASE_NAMESPACE" --overwrite pod-security.kubernetes.io/enforce=privileged > /dev/null
    in_hub "$JAVA_HOME/bin/java" -XX:+UseSerialGC --enable-native-access=ALL-UNNAMED -cp "$(< "$classpath")" "$ROOT/bin/lib/cluster/Helm.java" \
        "$RUN/admin.kubeconfig" "$RELEASE_NAMESPACE" quorum-vip "$ROOT/charts/quorum-vip" "$@" > "$RUN/log/helm.log" 2>&1 ||
        die "Helm refused: $(tail -n 5 "$RUN/log/helm.log")"
}

run_everything() {
    local image='' nodes
    while (($# > 0)); do
        case $1 in
            --image) image=${2:?--image needs a FILE} && shift 2 ;;
            *) die "unknown option $1" ;;
        esac
    done
    if [[ -z $image ]]; then
        "$ROOT/bin/image"
        image=$ROOT/image/target/quorum-vip-$(dpkg --print-architecture).tar
    fi
    trap cluster_down EXIT
    cluster_up
    say "loading the image"
    load_image "$image"
    say "installing the chart"
    local began=$SECONDS
    install_chart "${CHART_VALUES[@]}"
    nodes=$(kube get nodes --no-headers | wc -l)
    wait_until 120 "all agents are ready" agents_ready "$nodes"
    say "$nodes agents are a cluster after $((SECONDS - began)) s"
    first_virtual_ip
    scenario "the holder's agent is told to stop" delete_holder_pod
    scenario "the holder's agent is killed" kill_holder_agent
    scenario "the holder's node dies" kill_holder_node
    scenario "the holder's node is cut off" cut_off_holder
    scenario "operator, API server and etcd are dead, and the holder's agent is killed" kill_without_control_plane
    upgrade_everything
    say "all scenarios went as they should"
}

# By the agents' own word: what the API server says of Pods may be of a moment ago.
agents_ready() {
    local number
    for ((number = 1; number <= $1; number++)); do
        ip netns exec "$CLIENT" curl --silent --fail --insecure --max-time 1 "https://$SUBNET.$((10 + number)):9900/readyz" || return 1
    done
}

first_virtual_ip() {
    local began now
    began=$(date +%s%3N)
    kube apply -f - > /dev/null << YAML
apiVersion: quorumvip.io/v1alpha1
kind: VirtualIP
metadata: {name: web}
spec: {addresses: [$VIP/24]}
YAML
    kube wait --for=condition=Ready virtualip/web --timeout=10s > /dev/null ||
        die "the VirtualIP is not ready after 10 s: $(kube get virtualip web -o yaml | tail -n 40)"
    wait_until 5 "$VIP answers" answers
    now=$(date +%s%3N)
    say "the VirtualIP is ready and answers after $((now - began)) ms"
    kube get virtualips >&2
}

answers() {
    ip netns exec "$CLIENT" ping -c 1 -W 0.2 -n "$VIP"
}

# The node that has the address on its interface; two would be the end of it all.
holders() {
    local namespace
    for namespace in /run/netns/"$PREFIX"-n*; do
        if ip -n "${namespace##*/}" -o addr show dev eth0 | grep -qF " $VIP/"; then
            printf '%s\n' "${namespace##*/"$PREFIX"-}"
        fi
    done
}

# Milliseconds. With the profile balanced a crash costs some 600 on a machine that is not busy; here all nodes share one.
LONGEST_OUTAGE=5000

# scenario WHAT FAULT: brings about a fault of the holder, measures how long the VIP answers nobody, and mends the fault.
scenario() {
    local what=$1 fault=$2 holder log=$RUN/log/probe.log prober new outage
    # All must have caught up, or the fault would take the quorum with it.
    wait_until 120 "all agents are ready" agents_ready "$(kube get nodes --no-headers | wc -l)"
    wait_until 60 "one node holds the VIP" one_holder
    ip netns exec "$CLIENT" ping -D -n -i 0.01 -W 0.01 "$VIP" > "$log" 2>&1 &
    prober=$!
    sleep 1
    "$fault" "$holder"
    wait_until 60 "another node than $holder holds the VIP" held_elsewhere "$holder"
    wait_until 10 "$VIP answers" answers
    sleep 1
    kill -INT "$prober" 2> /dev/null || true
    wait "$prober" || true
    new=$(holders | grep -vx "$holder" || true)
    outage=$(longest_silence "$log")
    say "$what: $outage ms without an answer, $holder -> ${new:-nobody}"
    ((outage <= LONGEST_OUTAGE)) || die "that is longer than $LONGEST_OUTAGE ms"
    "mend_$fault" "$holder"
}

# Says which in $holder.
one_holder() {
    holder=$(holders)
    [[ $holder =~ ^n[1-9]$ ]]
}

# The kernel of a node that was killed keeps the address for a moment, and answers for it no more.
held_elsewhere() {
    holders | grep -qvx "$1"
}

# The longest time between two answers, from the times that ping -D prints.
longest_silence() {
    sed -n 's/^\[\([0-9.]*\)\] .*bytes from.*/\1/p' "$1" |
        awk 'NR > 1 && $1 - last > most { most = $1 - last } { last = $1 } END { printf "%d", most * 1000 }'
}

pod_on() {
    kube -n "$RELEASE_NAMESPACE" get pods -l app.kubernetes.io/component=agent --field-selector "spec.nodeName=$1" -o name
}

delete_holder_pod() {
    kube -n "$RELEASE_NAMESPACE" delete "$(pod_on "$1")" --wait=false > /dev/null
}
mend_delete_holder_pod() { :; }

# kill_java NODE agent|operator: its process there, if there is one.
# shellcheck disable=SC2016
kill_java() {
    on_node "$1" bash -c 'for p in /proc/[0-9]*; do
        if [[ $(tr "\0" " " < "$p/cmdline" 2> /dev/null) == "/opt/quorumvip/jre/bin/java @/opt/quorumvip/etc/$0.jvm"* ]]; then kill -KILL "${p##*/}"; fi; done' "$2"
}

kill_holder_agent() {
    kill_java "$1" agent
}
mend_kill_holder_agent() { :; }

kill_holder_node() {
    kill_node "$1"
    # The interface of a machine without power answers nobody either.
    partition "$1" down
}
# It comes back with an empty kernel, as after a boot, and with its disk.
mend_kill_holder_node() {
    in_hub ip link delete "v$((10 + $(number "$1")))"
    ip netns delete "$PREFIX-$1"
    start_node "$1"
}

cut_off_holder() {
    partition "$1" down
}
mend_cut_off_holder() {
    partition "$1" up
}

kill_without_control_plane() {
    local node
    stop apiserver
    stop etcd
    # The kubelets start them anew, but without an API server they can do nothing.
    for node in $(running_nodes); do
        kill_java "$node" operator
    done
    kill_java "$1" agent
}
mend_kill_without_control_plane() {
    stop scheduler
    stop controller-manager
    start_control_plane
}
