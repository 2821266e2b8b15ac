# shellcheck shell=bash
# Finds what quorum-vip is built and run with, and installs what is missing with apt. Sourced by the scripts in bin/.
# After need_jdk JAVA_HOME is set; after need_maven the function maven runs Maven. Nothing is installed that is there.

JDK_FEATURE=25
ROOT=$(cd -- "$(dirname -- "${BASH_SOURCE[0]}")/../.." && pwd -P)

say() {
    printf '== %s\n' "$*" >&2
}

die() {
    printf '%s: %s\n' "$(basename -- "$0")" "$*" >&2
    exit 1
}

# help_if_asked TEXT ARGUMENT... : answers --help with TEXT.
help_if_asked() {
    local text=$1 argument
    shift
    for argument in "$@"; do
        if [[ $argument == --help || $argument == -h ]]; then
            printf '%s\n' "$text"
            exit 0
        fi
    done
}

need_root() {
    ((EUID == 0)) || die "$1 needs root: run it with sudo, or as root in a container or virtual machine"
}

apt_lists_are_fresh=
apt_refresh() {
    if [[ -z $apt_lists_are_fresh ]]; then
        # One unreachable repository of the machine's must not stop us: the install below says what it could not find.
        apt-get update -qq || say "some apt repositories could not be refreshed; going on"
        apt_lists_are_fresh=1
    fi
}

apt_install() {
    command -v apt-get > /dev/null || die "there is no apt-get here; please install by hand: $*"
    ((EUID == 0)) || die "not installed: $* (root is needed to install it)"
    say "installing $*"
    apt_refresh
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "$@" > /dev/null
}

apt_has() {
    apt_refresh
    [[ -n $(apt-cache madison "$1" 2> /dev/null) ]]
}

# need_program PROGRAM PACKAGE
need_program() {
    command -v "$1" > /dev/null || apt_install "$2"
}

# Whether DIRECTORY is a whole JDK of at least JDK_FEATURE; its 'release' file tells the version.
is_recent_jdk() {
    local major
    [[ -x $1/bin/javac && -r $1/release ]] || return 1
    major=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release")
    [[ -n $major ]] && ((major >= JDK_FEATURE))
}

find_jdk() {
    local candidate javac
    javac=$(command -v javac || true)
    for candidate in "${JAVA_HOME:-}" /usr/lib/jvm/* "${javac:+$(dirname -- "$(dirname -- "$(readlink -f -- "$javac")")")}"; do
        if [[ -n $candidate ]] && is_recent_jdk "$candidate"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# Eclipse Temurin's own repository, for suites whose archive has no JDK 25 yet.
add_adoptium() {
    local codename keyring=/usr/share/keyrings/adoptium.asc
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    [[ -n $codename ]] || return 1
    need_program curl curl
    [[ -e /etc/ssl/certs/ca-certificates.crt ]] || apt_install ca-certificates
    say "adding the Adoptium apt repository for $codename"
    curl --fail --silent --show-error --location --retry 3 --output "$keyring" \
        https://packages.adoptium.net/artifactory/api/gpg/key/public || return 1
    chmod 0644 "$keyring"
    printf 'deb [signed-by=%s] https://packages.adoptium.net/artifactory/deb %s main\n' "$keyring" "$codename" \
        > /etc/apt/sources.list.d/adoptium.list
    apt_lists_are_fresh=
}

install_jdk() {
    local package=openjdk-$JDK_FEATURE-jdk-headless
    if ! apt_has "$package"; then
        package=temurin-$JDK_FEATURE-jdk
        if ! apt_has "$package"; then
            add_adoptium && apt_has "$package" || return 1
        fi
    fi
    apt_install "$package"
}

need_jdk() {
    if ! JAVA_HOME=$(find_jdk); then
        if command -v apt-get > /dev/null && ((EUID == 0)); then
            install_jdk || say "apt could not install a JDK $JDK_FEATURE"
        fi
        JAVA_HOME=$(find_jdk) || die "no JDK $JDK_FEATURE or newer in JAVA_HOME, under /usr/lib/jvm or on the PATH, and none could be installed: install one (openjdk-$JDK_FEATURE-jdk-headless, temurin-$JDK_FEATURE-jdk) and run this again"
    fi
    export JAVA_HOME
}

# The system's Maven when it is recent enough, else the wrapper, which fetches one from Maven Central.
need_maven() {
    local version
    MAVEN=$ROOT/mvnw
    if command -v mvn > /dev/null; then
        version=$(mvn --version 2> /dev/null | sed -n 's/.*Apache Maven \([0-9]*\.[0-9]*\).*/\1/p')
        if [[ -n $version ]] && ((${version%%.*} > 3 || (${version%%.*} == 3 && ${version##*.} >= 8))); then
            MAVEN=mvn
        fi
    fi
    if [[ $MAVEN != mvn ]]; then
        need_program curl curl
        [[ -e /etc/ssl/certs/ca-certificates.crt ]] || apt_install ca-certificates
    fi
}

maven() {
    (cd -- "$ROOT" && "$MAVEN" --batch-mode --no-transfer-progress "$@")
}

# From this release on Go fetches the newer one that a go.mod asks for.
GO_MINOR=21

# is_at_least VERSION NEEDED, both as 1.25 or 1.25.0
is_at_least() {
    [[ $(printf '%s\n%s\n' "$2" "$1" | sort --version-sort | head -n 1) == "$2" ]]
}

find_go() {
    local candidate version
    for candidate in "$(command -v go || true)" /usr/local/go/bin/go /usr/lib/go-*/bin/go; do
        [[ -n $candidate && -x $candidate ]] || continue
        version=$(GOTOOLCHAIN=local "$candidate" env GOVERSION 2> /dev/null) || continue
        if is_at_least "${version#go}" "1.$GO_MINOR"; then
            printf '%s\n' "$candidate"
            return 0
        fi
    done
    return 1
}

# The newest of the packages golang-1.N-go that is new enough.
apt_go_package() {
    apt_refresh
    apt-cache search --names-only '^golang-1\.[0-9]+-go$' | cut -d ' ' -f 1 | sort --version-sort | tail -n 1 |
        awk -F '[.-]' -v least="$GO_MINOR" '$3 >= least'
}

# Debian's backports have newer releases of Go than an old stable suite.
add_backports() {
    local codename distribution
    codename=$(. /etc/os-release && printf '%s' "${VERSION_CODENAME:-}")
    distribution=$(. /etc/os-release && printf '%s' "${ID:-}")
    [[ $distribution == debian && -n $codename ]] || return 1
    say "adding Debian's $codename-backports to apt's sources"
    printf 'deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] http://deb.debian.org/debian %s-backports main\n' "$codename" \
        > /etc/apt/sources.list.d/quorum-vip-backports.list
    apt_lists_are_fresh=
}

install_go() {
    local package
    package=$(apt_go_package)
    if [[ -z $package ]]; then
        add_backports || return 1
        package=$(apt_go_package)
    fi
    [[ -n $package ]] && apt_install "$package" ca-certificates
}

# need_go NEEDED : after it, GO is a Go that compiles what asks for that version, be it by fetching it from the module proxy.
need_go() {
    local version
    if ! GO=$(find_go); then
        if command -v apt-get > /dev/null && ((EUID == 0)); then
            install_go || say "apt could not install Go 1.$GO_MINOR or newer"
        fi
        GO=$(find_go) || die "no Go 1.$GO_MINOR or newer on the PATH, in /usr/local/go or under /usr/lib, and none could be installed: install one (https://go.dev/dl) and run this again"
    fi
    version=$(GOTOOLCHAIN=local "$GO" env GOVERSION)
    # Distributions have it be local, and then Go does not fetch a newer one.
    if is_at_least "${version#go}" "$1"; then
        export GOTOOLCHAIN=local
    else
        export GOTOOLCHAIN=auto
    fi
}

# What agents and network namespaces need at run time.
need_network_tools() {
    local library
    need_program ip iproute2
    need_program nsenter util-linux
    for library in /usr/lib/*/libpcap.so.0.8 /usr/lib/libpcap.so.0.8 /lib/*/libpcap.so.0.8; do
        [[ ! -e $library ]] || return 0
    done
    # Ubuntu 24.04 and Debian 13 renamed the package when time_t grew.
    if apt_has libpcap0.8t64; then
        apt_install libpcap0.8t64
    else
        apt_install libpcap0.8
    fi
}

# Runs a main class of the e2e module; with E2E_JAVA_OPTIONS, where set, which win over these.
E2E_JAVA_OPTIONS=()
run_e2e() {
    local main=$1
    shift
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -Xmx512m --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
        ${E2E_JAVA_OPTIONS[@]+"${E2E_JAVA_OPTIONS[@]}"} -Dquorumvip.home="$ROOT" -cp "$ROOT/e2e/target/classes:$ROOT/e2e/target/lib/*" "$main" "$@"
}
