# shellcheck shell=bash
# Debian's packages, of a release that need not be this machine's, without root. Sourced by bin/image.

# shellcheck disable=SC2034
DEBIAN_RELEASE=13
DEBIAN_SUITE=trixie
DEBIAN_MIRROR=${DEBIAN_MIRROR:-http://deb.debian.org}

# What the image takes files from: the C library; libpcap and what it is linked with; setpriv and env, which start the agent;
# and what says which Debian it is. Debian's JDK is linked with the C++ library and zlib.
BASE_PACKAGES=(base-files libc6 libgcc-s1 libstdc++6 zlib1g libpcap0.8t64 libdbus-1-3 libsystemd0 libcap2 libcap-ng0 util-linux coreutils)
JDK_PACKAGES=("openjdk-$JDK_FEATURE-jdk-headless" "openjdk-$JDK_FEATURE-jre-headless")

# fetch_packages ARCH DIR [without-jdk]: the newest of the release, security updates included, verified by apt.
fetch_packages() {
    local arch=$1 directory=$2 keyring=/usr/share/keyrings/debian-archive-keyring.gpg names=("${BASE_PACKAGES[@]}")
    local state=${XDG_CACHE_HOME:-$HOME/.cache}/quorum-vip/image-apt-$DEBIAN_SUITE-$arch
    [[ -r $keyring ]] || die "$keyring is missing: install debian-archive-keyring"
    [[ ${3:-} == without-jdk ]] || names+=("${JDK_PACKAGES[@]}")
    mkdir -p "$state/lists/partial" "$state/archives/partial" "$directory"
    : > "$state/status"
    cat > "$state/debian.sources" << SOURCES
Types: deb
URIs: $DEBIAN_MIRROR/debian
Suites: $DEBIAN_SUITE $DEBIAN_SUITE-updates
Components: main
Signed-By: $keyring

Types: deb
URIs: $DEBIAN_MIRROR/debian-security
Suites: $DEBIAN_SUITE-security
Components: main
Signed-By: $keyring
SOURCES
    cat > "$state/apt.conf" << CONF
Dir::Etc::main "/dev/null";
Dir::Etc::parts "/dev/null";
Dir::Etc::preferencesparts "/dev/null";
Dir::Etc::sourcelist "$state/debian.sources";
Dir::Etc::sourceparts "-";
Dir::State "$state";
Dir::State::status "$state/status";
Dir::Cache "$state";
APT::Architecture "$arch";
APT::Architectures { "$arch"; };
APT::Sandbox::User "";
Acquire::Languages "none";
Acquire::Retries "3";
CONF
    APT_CONFIG=$state/apt.conf apt-get update -qq
    (cd -- "$directory" && APT_CONFIG=$state/apt.conf apt-get download -qq "${names[@]}")
}

# package_file DIR NAME: the one .deb of that name.
package_file() {
    local found=("$1/$2"_*.deb)
    [[ ${#found[@]} == 1 && -f ${found[0]} ]] || die "$1 must have one .deb of $2, and has: ${found[*]}"
    printf '%s\n' "${found[0]}"
}

# unpack DIR NAME TARGET PATTERN...: those files of a package, as tar's wildcards name them.
unpack() {
    local file target=$3
    file=$(package_file "$1" "$2")
    shift 3
    dpkg-deb --fsys-tarfile "$file" | tar --extract --no-same-owner --directory "$target" --wildcards "$@"
}
