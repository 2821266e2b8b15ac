package dev.quorumvip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.clock.SettableClock;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The table that other tests rest on does what the kernel's does. */
class SimulatedAddressTableTest extends AddressTableContract {
    private static final int INTERFACE = 3;

    private final SettableClock clock = new SettableClock();
    private final SimulatedAddressTable table = new SimulatedAddressTable(clock, INTERFACE);

    @Override
    protected AddressTable table() {
        return table;
    }

    @Override
    protected int interfaceIndex() {
        return INTERFACE;
    }

    @Test
    void takesAnAddressOffWhenItsLifetimeRunsOut() throws IOException {
        InetAddress ip = InetAddress.getByName("192.0.2.10");
        table.bind(INTERFACE, ip, 32, Duration.ofSeconds(2));
        clock.advance(Duration.ofMillis(1_999));
        assertThat(table.listOurs()).hasSize(1);
        clock.advance(Duration.ofMillis(1));
        assertThat(table.listOurs()).isEmpty();
    }
}
