package dev.quorumvip.agent.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Asks this machine's own kernel, for what changes nothing and needs no privilege. */
class RtnlChannelTest {
    private static final int NO_SUCH_INTERFACE = 99_999;
    private static final int SEQUENCE_OF_ANOTHER = 4711;

    @Test
    void doesNotTakeALateAnswerForItsOwn() throws Exception {
        try (NetlinkSocket socket = NetlinkSocket.forRequests(NetlinkSocket.Family.ROUTE, Duration.ofSeconds(2));
                RtnlChannel channel = new RtnlChannel(socket)) {
            // Its refusal waits in the socket when the next request is made, as after a time-out.
            socket.send(byIndex(NO_SUCH_INTERFACE).toBytes(SEQUENCE_OF_ANOTHER), "another request");
            assertThat(channel.exchange(byIndex(1), "look up the loopback"))
                    .extracting(NetlinkMessage::type)
                    .containsExactly(Rtnetlink.RTM_NEWLINK);
        }
    }

    @Test
    void keepsTheRefusalOfItsOwnRequest() throws Exception {
        try (RtnlChannel channel = RtnlChannel.open()) {
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> channel.exchange(byIndex(NO_SUCH_INTERFACE), "look up an interface"))
                    .withMessage("look up an interface: ENODEV 19")
                    .satisfies(e -> assertThat(e.isNoSuchInterface()).isTrue());
            assertThat(channel.exchange(byIndex(1), "look up the loopback")).hasSize(1);
        }
    }

    @Test
    void givesUpWhenTheKernelDoesNotAnswer() throws Exception {
        try (RtnlChannel channel =
                new RtnlChannel(NetlinkSocket.forRequests(NetlinkSocket.Family.ROUTE, Duration.ofMillis(50)))) {
            NetlinkWriter wantsNoAnswer = new NetlinkWriter(Netlink.NLMSG_NOOP, Netlink.NLM_F_REQUEST);
            assertThatExceptionOfType(NetlinkException.class)
                    .isThrownBy(() -> channel.exchange(wantsNoAnswer, "say nothing"))
                    .withMessageContaining("say nothing")
                    .satisfies(e -> assertThat(e.errno()).isEqualTo(Errno.ETIMEDOUT));
        }
    }

    private static NetlinkWriter byIndex(int index) {
        return new NetlinkWriter(Rtnetlink.RTM_GETLINK, Netlink.NLM_F_REQUEST | Netlink.NLM_F_ACK)
                .u8(Rtnetlink.AF_UNSPEC)
                .u8(0) // padding
                .u16(0) // ifi_type
                .u32(index)
                .u32(0) // ifi_flags
                .u32(0); // ifi_change
    }
}
