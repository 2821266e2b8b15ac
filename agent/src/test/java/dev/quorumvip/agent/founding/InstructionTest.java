package dev.quorumvip.agent.founding;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cluster.ClusterAddress;
import dev.quorumvip.agent.founding.Instruction.Found;
import dev.quorumvip.agent.founding.Instruction.Join;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class InstructionTest {
    private static final ClusterAddress SELF = address(1);

    private static ClusterAddress address(int host) {
        return ClusterAddress.parse("192.0.2." + host + ":8800");
    }

    private static List<ClusterAddress> addresses(int... hosts) {
        return IntStream.of(hosts).mapToObj(InstructionTest::address).toList();
    }

    @Test
    void theSameFoundersInAnyOrderAreTheSame() {
        Found told = new Found(addresses(1, 2, 3));
        assertThat(new Found(addresses(3, 1, 2)).saidBy(told)).isTrue();
        assertThat(new Found(addresses(3, 1, 2)).after(told)).contains(told);
    }

    @Test
    void otherFoundersContradict() {
        Found told = new Found(addresses(1, 2, 3));
        for (List<ClusterAddress> other : List.of(addresses(1, 2), addresses(1, 2, 3, 4), addresses(1, 2, 4))) {
            assertThat(new Found(other).saidBy(told)).isFalse();
            assertThat(new Found(other).after(told)).isEmpty();
        }
    }

    @Test
    void whoIsToFoundDoesNotJoinAndTheOtherWayRound() {
        assertThat(new Join(addresses(2)).after(new Found(addresses(1, 2, 3)))).isEmpty();
        assertThat(new Found(addresses(1, 2, 3)).after(new Join(addresses(2)))).isEmpty();
        assertThat(new Join(addresses(1, 2, 3)).saidBy(new Found(addresses(1, 2, 3))))
                .isFalse();
    }

    @Test
    void moreMembersToAskComeFirstAndAreBounded() {
        Join told = new Join(addresses(2, 3));
        assertThat(new Join(addresses(3)).after(told)).contains(told);
        assertThat(new Join(addresses(4, 2)).after(told)).contains(new Join(addresses(4, 2, 3)));
        Join many = new Join(
                IntStream.range(10, 42).mapToObj(InstructionTest::address).toList());
        assertThat(new Join(addresses(2)).after(many).orElseThrow().addresses())
                .hasSize(Instruction.MOST_CONTACTS)
                .startsWith(address(2), address(10));
    }

    @Test
    void tellsWhatDoesNotSuitTheNode() {
        assertThat(new Found(addresses(1)).problemFor(SELF)).isEmpty();
        assertThat(new Join(addresses(1, 2)).problemFor(SELF)).isEmpty();
        assertThat(new Found(addresses(2, 3)).problemFor(SELF))
                .hasValueSatisfying(p -> assertThat(p).contains("192.0.2.1:8800 is not among them"));
        assertThat(new Join(addresses(1)).problemFor(SELF))
                .hasValueSatisfying(p -> assertThat(p).contains("only this node itself"));
        List<ClusterAddress> mixed =
                Stream.of(SELF, ClusterAddress.parse("[2001:db8::1]:8800")).toList();
        assertThat(new Found(mixed).problemFor(SELF))
                .hasValueSatisfying(p -> assertThat(p).contains("different families"));
    }
}
