package dev.quorumvip.agent.consensus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.quorumvip.agent.cluster.NodeId;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.consensus.RatisConfig.Start;
import dev.quorumvip.tls.TlsIdentity;
import dev.quorumvip.tls.TlsRole;
import dev.quorumvip.tls.testing.TestCa;
import dev.quorumvip.tls.testing.TestIdentity;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Raft between those who show that they are agents, and nobody else. */
@Timeout(120)
class RatisTlsTest {
    private static final TestCa CA = TestCa.named("the CA");
    private static final TestCa OTHER = TestCa.named("another CA");

    private final Path directory;
    private final Deque<AutoCloseable> toClose = new ArrayDeque<>();

    RatisTlsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void closeAll() throws Exception {
        while (!toClose.isEmpty()) {
            toClose.pop().close();
        }
    }

    @Test
    void agentsReplicateToEachOtherAndAskEachOther() throws Exception {
        TestPeer one = founder(TestIdentity.of(CA, TlsRole.AGENT));
        TestPeer two = joiner(2, TestIdentity.of(CA, TlsRole.AGENT), one);
        TestPeer three = joiner(3, TestIdentity.of(CA, TlsRole.AGENT), one);

        one.propose(one.found());
        grow(one, two, three);
        assertThat(ask(three)).endsWith(" heard x");

        one.close();
        TestPeer leader = TestPeer.leaderOf(two, three);
        assertThat(ask(leader == two ? three : two)).isEqualTo(leader.id + " heard x");
    }

    @Test
    void certificatesAndCaAreExchangedWithoutARestart() throws Exception {
        TestIdentity first = TestIdentity.of(CA, TlsRole.AGENT);
        TestIdentity second = TestIdentity.of(CA, TlsRole.AGENT);
        TestPeer one = founder(first);
        TestPeer two = joiner(2, second, one);
        one.propose(one.found());
        grow(one, two);

        first.become(CA.issue(TlsRole.AGENT), CA, OTHER);
        second.become(CA.issue(TlsRole.AGENT), CA, OTHER);
        first.become(OTHER.issue(TlsRole.AGENT), CA, OTHER);
        second.become(OTHER.issue(TlsRole.AGENT), CA, OTHER);
        first.become(OTHER.issue(TlsRole.AGENT), OTHER);
        second.become(OTHER.issue(TlsRole.AGENT), OTHER);

        TestPeer three = joiner(3, TestIdentity.of(OTHER, TlsRole.AGENT), one);
        grow(one, two, three);
        assertThat(ask(three)).endsWith(" heard x");
        // Ends the connections that were opened under the former CA, and asks for new ones.
        one.close();
        assertThat(ask(three)).endsWith(" heard x");
        TestPeer late = joiner(4, TestIdentity.of(CA.issue(TlsRole.AGENT), CA, OTHER), two);
        assertThatThrownBy(() -> ask(late)).hasCauseInstanceOf(NoQuorumException.class);
    }

    @Test
    void whoIsNoAgentOfThisCaIsNotAnswered() throws Exception {
        TestPeer one = founder(TestIdentity.of(CA, TlsRole.AGENT));
        one.propose(one.found());

        TestPeer otherCa = joiner(2, TestIdentity.of(OTHER.issue(TlsRole.AGENT), CA, OTHER), one);
        assertThatThrownBy(() -> ask(otherCa)).hasCauseInstanceOf(NoQuorumException.class);
        TestPeer operator = joiner(3, TestIdentity.of(CA, TlsRole.OPERATOR), one);
        assertThatThrownBy(() -> ask(operator)).hasCauseInstanceOf(NoQuorumException.class);
        TestPeer inClear = TestPeer.joiner(4, directory.resolve("4"), one);
        toClose.push(inClear);
        assertThatThrownBy(() -> ask(inClear)).hasCauseInstanceOf(NoQuorumException.class);

        assertThat(ask(one)).isEqualTo("1 heard x");
    }

    @Test
    void whoIsNoAgentOfThisCaIsNotSpokenTo() throws Exception {
        TestPeer one = founder(TestIdentity.of(CA, TlsRole.AGENT));
        one.propose(one.found());
        TestPeer operator = joiner(2, TestIdentity.of(CA, TlsRole.OPERATOR), one);
        SortedMap<NodeId, RaftMember> both = new TreeMap<>(TestPeer.members(one, operator));

        assertThatThrownBy(() -> one.consensus.changeRaftMembers(both).get(20, TimeUnit.SECONDS))
                .hasCauseInstanceOf(RaftChangeException.class);
        assertThat(operator.seen()).isEmpty();
    }

    @Test
    void thePortTakesNoHandshakeWithoutAnAgentsCertificate() throws Exception {
        TestPeer one = founder(TestIdentity.of(CA, TlsRole.AGENT));

        assertThat(handshake(one, TestIdentity.of(CA, TlsRole.AGENT))).isNull();
        assertThat(handshake(one, TestIdentity.of(CA, TlsRole.OPERATOR))).isNotNull();
        assertThat(handshake(one, TestIdentity.of(OTHER.issue(TlsRole.AGENT), CA, OTHER)))
                .isNotNull();
    }

    @Test
    void aSessionIsNotResumedOnceTheCertificateIsTrustedNoMore() throws Exception {
        TestIdentity self = TestIdentity.of(CA.issue(TlsRole.AGENT), CA);
        TestPeer one = founder(self);
        TestIdentity caller = closing(TestIdentity.of(CA.issue(TlsRole.AGENT), CA, OTHER));
        TlsIdentity identity = caller.identity();
        SSLContext context = identity.context(identity.trusting(TlsRole.AGENT));
        assertThat(handshake(one, context)).isNull();
        assertThat(handshake(one, context)).isNull();

        self.become(OTHER.issue(TlsRole.AGENT), OTHER);

        assertThat(handshake(one, context)).isNotNull();
    }

    /** The first handshakes of a process take their time, which on a busy machine can end in an election. */
    private static void grow(TestPeer first, TestPeer... others) throws Exception {
        SortedMap<NodeId, RaftMember> members = new TreeMap<>(TestPeer.members(first));
        List<TestPeer> group = new ArrayList<>(List.of(first));
        for (TestPeer other : others) {
            members.put(other.id, other.member);
            group.add(other);
            TestPeer.eventually(
                    "node " + other.id + " is in the group", () -> isAdded(members, group.toArray(TestPeer[]::new)));
        }
    }

    private static boolean isAdded(SortedMap<NodeId, RaftMember> members, TestPeer... group) {
        try {
            TestPeer.leaderOf(group).consensus.changeRaftMembers(members).get(10, TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private TestPeer founder(TestIdentity identity) throws Exception {
        return closing(
                TestPeer.secured(1, directory.resolve("1"), closing(identity).identity(), Start.FOUND));
    }

    private TestPeer joiner(long id, TestIdentity identity, TestPeer voter) throws Exception {
        return closing(TestPeer.secured(
                id, directory.resolve(String.valueOf(id)), closing(identity).identity(), Start.JOIN, voter));
    }

    private static String ask(TestPeer peer) throws Exception {
        byte[] answer =
                peer.consensus.query("x".getBytes(StandardCharsets.UTF_8)).get(10, TimeUnit.SECONDS);
        return new String(answer, StandardCharsets.UTF_8);
    }

    private @Nullable IOException handshake(TestPeer peer, TestIdentity caller) {
        TlsIdentity identity = closing(caller).identity();
        return handshake(peer, identity.context(identity.trusting(TlsRole.AGENT)));
    }

    /** The preface of HTTP/2, and whether anything comes back: in TLS 1.3 a client learns only then that it is refused. */
    private static @Nullable IOException handshake(TestPeer peer, SSLContext context) {
        try (Socket socket = context.getSocketFactory()
                .createSocket(
                        InetAddress.getLoopbackAddress(), peer.member.address().port())) {
            socket.setSoTimeout(10_000);
            var alpn = (javax.net.ssl.SSLSocket) socket;
            var parameters = alpn.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"h2"});
            alpn.setSSLParameters(parameters);
            socket.getOutputStream()
                    .write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\4\0\0\0\0\0".getBytes(StandardCharsets.US_ASCII));
            return socket.getInputStream().read() < 0 ? new IOException("closed") : null;
        } catch (IOException e) {
            return e;
        }
    }

    private <T extends AutoCloseable> T closing(T resource) {
        toClose.push(resource);
        return resource;
    }
}
