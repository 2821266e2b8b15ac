# The image for those who have Docker; bin/image makes one without, from the same packages, and a smaller one.
#
#   bin/build && docker build -t quorum-vip .

FROM debian:trixie-slim AS java
RUN apt-get update && apt-get install -y --no-install-recommends openjdk-25-jdk-headless binutils libcap2-bin
RUN jlink --add-modules java.base,java.logging,java.management,java.naming,java.net.http,java.sql,java.xml,jdk.httpserver,jdk.management,jdk.net,jdk.unsupported,jdk.zipfs \
        --strip-java-debug-attributes --no-header-files --no-man-pages --compress zip-6 --output /opt/quorumvip/jre \
    && /opt/quorumvip/jre/bin/java -XX:+UseSerialGC -XX:+UseCompactObjectHeaders -Xshare:dump
COPY packaging/image/*.jvm /tmp/
RUN mkdir -p /opt/quorumvip/bin /opt/quorumvip/etc \
    && for options in /tmp/*.jvm; do sed -e 's/[[:space:]]*#.*//' -e '/^$/d' "$options" > "/opt/quorumvip/etc/${options##*/}"; done \
    && cp /usr/bin/setpriv /opt/quorumvip/bin/setpriv \
    && setcap cap_net_admin,cap_net_raw=p /opt/quorumvip/bin/setpriv

FROM debian:trixie-slim
RUN apt-get update && apt-get install -y --no-install-recommends libpcap0.8t64 libcap-ng0 && rm -rf /var/lib/apt/lists/* \
    && useradd --uid 65532 --user-group --home-dir /var/lib/quorumvip --shell /usr/sbin/nologin quorumvip \
    && install -d -m 0700 -o quorumvip -g quorumvip /var/lib/quorumvip
COPY --from=java /opt/quorumvip /opt/quorumvip
COPY --chmod=0755 packaging/image/quorumvip packaging/image/quorumvip-operator /opt/quorumvip/bin/
COPY LICENSE agent/target/lib/*.jar agent/target/agent-*.jar /opt/quorumvip/agent/
COPY operator/target/lib/*.jar operator/target/operator-*.jar /opt/quorumvip/operator/
ENV PATH=/opt/quorumvip/bin:/usr/sbin:/usr/bin:/sbin:/bin QUORUMVIP_DATA_DIR=/var/lib/quorumvip
USER 65532:65532
ENTRYPOINT ["/opt/quorumvip/bin/quorumvip"]
CMD ["start"]
