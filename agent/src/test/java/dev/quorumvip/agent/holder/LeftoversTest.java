package dev.quorumvip.agent.holder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.quorumvip.agent.address.BoundAddress;
import dev.quorumvip.agent.address.SimulatedAddressTable;
import dev.quorumvip.agent.address.SimulatedAddressTable.Call;
import dev.quorumvip.agent.address.SimulatedLinkTable;
import dev.quorumvip.agent.clock.SettableClock;
import dev.quorumvip.agent.holder.Leftovers.Recorded;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeftoversTest {
    private static final InetAddress MARKED = InetAddress.ofLiteral("192.0.2.10");
    private static final InetAddress RECORDED = InetAddress.ofLiteral("192.0.2.11");
    private static final InetAddress STRANGE = InetAddress.ofLiteral("192.0.2.12");

    private final SimulatedAddressTable addresses = new SimulatedAddressTable(new SettableClock(), 3);
    private final SimulatedLinkTable links = new SimulatedLinkTable();

    @BeforeEach
    void anEarlierLifeLeftSomething() throws IOException {
        links.put(SimulatedLinkTable.up(3, "eth0"));
        addresses.bind(3, MARKED, 32, Duration.ofHours(1));
        // As on a kernel that keeps no protocol number.
        addresses.addStrange(3, RECORDED, 32);
        addresses.addStrange(3, STRANGE, 24);
        addresses.takeDone();
    }

    @Test
    void takesOffWhatIsMarkedAndWhatWasRecordedAndNothingElse() throws IOException {
        Leftovers.clear(addresses, links, List.of(new Recorded("eth0", RECORDED, 32)));
        assertThat(addresses.list()).extracting(BoundAddress::ip).containsExactly(STRANGE);
    }

    @Test
    void takesOffARecordedAddressOnlyWithItsExactPrefix() throws IOException {
        Leftovers.clear(addresses, links, List.of(new Recorded("eth0", STRANGE, 32)));
        assertThat(addresses.list()).extracting(BoundAddress::ip).contains(STRANGE);
    }

    @Test
    void passesOverWhatWasOnAnInterfaceThatIsGone() throws IOException {
        Leftovers.clear(addresses, links, List.of(new Recorded("eth7", RECORDED, 32)));
        assertThat(addresses.list()).extracting(BoundAddress::ip).containsExactly(RECORDED, STRANGE);
    }

    @Test
    void doesNotGoOnWhenNothingCanBeListed() {
        addresses.fail(Call.LIST);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Leftovers.clear(addresses, links, List.of()));
    }

    @Test
    void doesNotGoOnWhenALeftoverCannotBeTakenOff() {
        addresses.fail(Call.UNBIND);
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> Leftovers.clear(addresses, links, List.of()));
    }

    @Test
    void doesNotGoOnWhenTheInterfacesCannotBeRead() {
        links.fail();
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> Leftovers.clear(addresses, links, List.of(new Recorded("eth0", RECORDED, 32))));
    }
}
