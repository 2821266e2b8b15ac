# shellcheck shell=bash
# The directories that become the image's layers. Sourced by bin/image, whose variables arch, name, version, created, TRIPLET, JNA
# and NETTY it reads.
# shellcheck disable=SC2154,SC2153

# What the agent and the operator use of Java, and what the libraries look for: no desktop, no compiler, no debugger. jdk.net is
# asked for by reflection, and java.sql and java.xml by libraries that would go without them if they found out in time.
JAVA_MODULES=java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs
QUORUMVIP_UID=65532

image_tool() {
    "$JAVA_HOME/bin/java" -XX:+UseSerialGC -cp "$ROOT/image/target/image-$version.jar:$ROOT/image/target/lib/*" dev.quorumvip.image.ImageCommand "$@"
}

# lay_out_base PACKAGES TARGET
lay_out_base() {
    local packages=$1 target=$2 package
    mkdir -p "$target"/{etc,tmp,var/lib/dpkg/status.d,var/lib/quorumvip,proc,sys,dev,run}
    for package in "${BASE_PACKAGES[@]}"; do
        case $package in
            base-files) unpack "$packages" "$package" "$target" ./bin ./sbin ./lib ./etc/debian_version ./etc/os-release ./usr/lib/os-release ;;
            util-linux) unpack "$packages" "$package" "$target" ./usr/bin/setpriv ;;
            # env stands in the first line of our programs, and chown gives the agent its data directory on a node.
            coreutils) unpack "$packages" "$package" "$target" ./usr/bin/env ./usr/bin/chown ;;
            # All that a program may be linked with; not the conversions of character sets, nor what debugs the C library.
            *) unpack "$packages" "$package" "$target" --exclude '*/gconv/*' --exclude '*/audit/*' --exclude '*/libmemusage*' \
                --exclude '*/libc_malloc_debug*' --exclude '*/gdb/*' --no-wildcards-match-slash './usr/lib/*/*.so*' ;;
        esac
        unpack "$packages" "$package" "$target" "./usr/share/doc/*/copyright" 2> /dev/null || true
        # Where scanners look for the packages of images that have no package manager.
        dpkg-deb --field "$(package_file "$packages" "$package")" > "$target/var/lib/dpkg/status.d/$package"
    done
    # The dynamic loader, at the place that every program names.
    case $arch in
        amd64) ln -s usr/lib64 "$target/lib64" && mkdir -p "$target/usr/lib64" && ln -sf "../lib/$TRIPLET"/ld-linux-x86-64.so.2 "$target/usr/lib64/" ;;
        arm64) ln -sf "$TRIPLET"/ld-linux-aarch64.so.1 "$target/usr/lib/" ;;
    esac
    mkdir -p "$target/usr/sbin"
    printf 'root:x:0:0:root:/root:/nonexistent\nquorumvip:x:%d:%d:quorum-vip:/var/lib/quorumvip:/nonexistent\n' \
        $QUORUMVIP_UID $QUORUMVIP_UID > "$target/etc/passwd"
    printf 'root:x:0:\nquorumvip:x:%d:\n' $QUORUMVIP_UID > "$target/etc/group"
    printf 'hosts: files dns\npasswd: files\ngroup: files\n' > "$target/etc/nsswitch.conf"
    # A copy of its own, which gives the network's capabilities to the agent; see file_rules.
    mkdir -p "$target/opt/quorumvip/bin"
    mv "$target/usr/bin/setpriv" "$target/opt/quorumvip/bin/setpriv"
}

# lay_out_runtime JDK-OR-PACKAGES TARGET
lay_out_runtime() {
    local source=$1 target=$2/opt/quorumvip/jre unpacked=$stage/jdk
    if [[ ! -d $source/jmods ]]; then
        mkdir -p "$unpacked"
        unpack "$source" "openjdk-$JDK_FEATURE-jdk-headless" "$unpacked" './usr/lib/jvm/*/jmods/*'
        source=$(echo "$unpacked"/usr/lib/jvm/*)
    fi
    mkdir -p "${target%/*}"
    "$JAVA_HOME/bin/jlink" --module-path "$source/jmods" --add-modules $JAVA_MODULES --strip-java-debug-attributes --no-header-files \
        --no-man-pages --compress zip-6 --output "$target"
    rm -rf "$unpacked" "$target/legal" "$target"/bin/{keytool,jwebserver,rmiregistry}
}

# lay_out_program LIBRARIES PROGRAM: jars of others, and ours.
lay_out_program() {
    local libraries=$1/opt/quorumvip/lib program=$2/opt/quorumvip
    mkdir -p "$libraries" "$program"/{bin,lib,etc}
    lay_out_module agent dev.quorumvip.agent.cli.QuorumVip "/opt/quorumvip/bin/setpriv --inh-caps=+net_admin,+net_raw --ambient-caps=+net_admin,+net_raw /usr/bin/env MALLOC_ARENA_MAX=1 "
    mv "$program/bin/agent" "$program/bin/quorumvip"
    if [[ -d $ROOT/operator ]]; then
        lay_out_module operator dev.quorumvip.operator.Operator ''
        mv "$program/bin/operator" "$program/bin/quorumvip-operator"
    else
        say "there is no operator here yet: the image is the agent's alone"
    fi
    cp "$ROOT/LICENSE" "$program/LICENSE"
}

# lay_out_module MODULE MAIN-CLASS COMMAND: its jars, its JVM's options, and the program that starts it, by the module's name.
lay_out_module() {
    local module=$1 main=$2 command=$3 jar jars=()
    jar=$ROOT/$module/target/$module-$version.jar
    [[ -f $jar ]] || die "$jar is missing: run without --no-build"
    cp "$jar" "$program/lib/"
    jars=(--jar "../lib/${jar##*/}")
    for jar in "$ROOT/$module"/target/lib/*.jar; do
        jars+=(--jar "../lib/${jar##*/}")
        case ${jar##*/} in
            agent-api-* | crds-*) cp "$jar" "$program/lib/" ;;
            # What these have for other systems is a tenth of the image.
            ratis-thirdparty-misc-*) trim "META-INF/native/(?!lib.*_$NETTY\\.so).*\\.(so|jnilib|dll)" "$jar" ;;
            jna-[0-9]*) trim "com/sun/jna/(?!$JNA/).*\\.(so|jnilib|dll|a)" "$jar" ;;
            *) cp "$jar" "$libraries/" ;;
        esac
    done
    # One option a line, and what stands behind a # is a comment.
    sed -e 's/[[:space:]]*#.*//' -e '/^$/d' "$ROOT/packaging/image/$module.jvm" > "$program/etc/$module.jvm"
    image_tool launcher --main-class "$main" "${jars[@]}" \
        --interpreter "/usr/bin/env -S $command/opt/quorumvip/jre/bin/java @/opt/quorumvip/etc/$module.jvm" "$program/bin/$module"
}

trim() {
    [[ -f $libraries/${2##*/} ]] || image_tool trim --without "$1" "$2" "$libraries/${2##*/}"
}

# write_sbom PACKAGES PROGRAM
write_sbom() {
    local file args=()
    for file in "$1"/*.deb; do
        # These are dpkg's. The JDK's package stands for the runtime that is linked from it.
        # shellcheck disable=SC2016
        args+=(--package "$(dpkg-deb --showformat '${Package}=${Version}=${Architecture}' --show "$file")")
    done
    image_tool sbom --maven "$ROOT/target/bom.json" --distribution "debian-$DEBIAN_RELEASE" "${args[@]}" "$2/opt/quorumvip/sbom.cdx.json"
}

# share_classes STAGE MODIFIED: Java's own classes, laid out as the JVM wants them in memory, with the runtime itself. It runs in a
# root of the image's files, so only on a machine of the image's architecture; without, the image starts more slowly.
share_classes() {
    local stage=$1 modified=$2 own=(unshare --mount) root=$1/root log=$1/share.log
    find "$stage"/{base,runtime,libraries,program} -exec touch --no-dereference --date "@$modified" {} +
    ((EUID == 0)) || own+=(--user --map-root-user)
    mkdir -p "$root"
    cp --archive "$stage"/{base,runtime}/. "$root/"
    if [[ $arch != "$(dpkg --print-architecture)" ]]; then
        say "no shared classes for $arch, which this machine is not: the image starts more slowly"
    elif ! "${own[@]}" true 2> /dev/null; then
        say "no shared classes, since no namespace can be made here: the image starts more slowly"
    else
        # shellcheck disable=SC2016
        "${own[@]}" bash -c 'mount --rbind /proc "$1/proc" && exec chroot "$1" /opt/quorumvip/jre/bin/java -Xshare:dump \
            -XX:+UseSerialGC -XX:+UseCompactObjectHeaders' - "$root" > "$log" 2>&1 || die "cannot make the shared classes: $(tail -n 5 "$log")"
        cp "$root"/opt/quorumvip/jre/lib/server/*.jsa "$stage/runtime/opt/quorumvip/jre/lib/server/"
    fi
    rm -rf "$root"
}

# write_image STAGE FILE
write_image() {
    image_tool write --arch "$arch" --name "$name" --created "$created" --user $QUORUMVIP_UID:$QUORUMVIP_UID \
        --layer "debian=$1/base" --layer "java=$1/runtime" --layer "libraries=$1/libraries" --layer "quorum-vip=$1/program" \
        --owner var/lib/quorumvip=$QUORUMVIP_UID --mode var/lib/quorumvip=0700 --mode tmp=1777 \
        --capabilities "opt/quorumvip/bin/setpriv=cap_net_admin,cap_net_raw" \
        --entrypoint /opt/quorumvip/bin/quorumvip --command start \
        --env PATH=/opt/quorumvip/bin:/usr/bin --env QUORUMVIP_DATA_DIR=/var/lib/quorumvip \
        --label "org.opencontainers.image.title=quorum-vip" --label "org.opencontainers.image.version=$version" \
        --label "org.opencontainers.image.licenses=Apache-2.0" --label "org.opencontainers.image.base.name=debian:$DEBIAN_SUITE" \
        "$2"
}
