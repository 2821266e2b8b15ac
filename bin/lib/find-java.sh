# Sourced by the launchers: finds a JDK or JRE 25 in JAVA_HOME, under /usr/lib/jvm or on the PATH. The caller sets 'program', its
# own name for messages.
# shellcheck shell=sh

# The 'release' file of a JDK tells its version without the cost of starting it.
is_recent() {
    [ -x "$1/bin/java" ] || return 1
    if [ -r "$1/release" ]; then
        major=$(sed -n 's/^JAVA_VERSION="\([0-9][0-9]*\).*/\1/p' "$1/release")
    else
        major=$("$1/bin/java" -version 2>&1 | sed -n '1s/.*version "\([0-9][0-9]*\).*/\1/p')
    fi
    [ -n "$major" ] && [ "$major" -ge 25 ]
}

find_java() {
    if [ -n "${JAVA_HOME:-}" ] && is_recent "$JAVA_HOME"; then
        echo "$JAVA_HOME/bin/java"
        return
    fi
    for candidate in /usr/lib/jvm/*; do
        if is_recent "$candidate"; then
            echo "$candidate/bin/java"
            return
        fi
    done
    on_path=$(command -v java || true)
    if [ -n "$on_path" ]; then
        real=$(readlink -f "$on_path")
        if is_recent "${real%/bin/java}"; then
            echo "$real"
            return
        fi
    fi
    echo "$program: needs Java 25 or newer, and found none in JAVA_HOME, under /usr/lib/jvm or on the PATH;" >&2
    echo "$program: install one (Debian and Ubuntu: openjdk-25-jre-headless or temurin-25-jre) or set JAVA_HOME" >&2
    exit 1
}
