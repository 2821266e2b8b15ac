package dev.quorumvip.agent.address;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every {@link AddressTable} does; a subclass brings one with an interface that has no address of ours. */
public abstract class AddressTableContract {
    private static final Duration LIFETIME = Duration.ofSeconds(30);
    private static final int NO_SUCH_INTERFACE = 99_999;

    protected abstract AddressTable table();

    /** An interface that is up. */
    protected abstract int interfaceIndex();

    @Test
    void bindsMarkedAsOursWithItsLifetime() throws IOException {
        for (InetAddress ip : both()) {
            table().bind(interfaceIndex(), ip, longest(ip), LIFETIME);
            BoundAddress bound = onlyOurs(ip);
            assertThat(bound.prefixLength()).isEqualTo(longest(ip));
            assertThat(bound.interfaceIndex()).isEqualTo(interfaceIndex());
            assertThat(bound.validLifetime().orElseThrow()).isBetween(LIFETIME.minusSeconds(5), LIFETIME);
            assertThat(table().list()).contains(bound);
        }
    }

    @Test
    void bindsAgainWithTheNewLifetime() throws IOException {
        for (InetAddress ip : both()) {
            table().bind(interfaceIndex(), ip, longest(ip), LIFETIME);
            table().bind(interfaceIndex(), ip, longest(ip), LIFETIME.multipliedBy(10));
            assertThat(onlyOurs(ip).validLifetime().orElseThrow()).isGreaterThan(LIFETIME);
        }
    }

    @Test
    void extendsTheLifetime() throws IOException {
        for (InetAddress ip : both()) {
            table().bind(interfaceIndex(), ip, longest(ip), LIFETIME);
            table().extend(interfaceIndex(), ip, longest(ip), LIFETIME.multipliedBy(10));
            assertThat(onlyOurs(ip).validLifetime().orElseThrow()).isGreaterThan(LIFETIME);
        }
    }

    @Test
    void extendingPutsBackWhatIsGone() throws IOException {
        for (InetAddress ip : both()) {
            table().extend(interfaceIndex(), ip, longest(ip), LIFETIME);
            assertThat(onlyOurs(ip).interfaceIndex()).isEqualTo(interfaceIndex());
        }
    }

    @Test
    void unbindsOnceAndSaysWhetherItWasThere() throws IOException {
        for (InetAddress ip : both()) {
            table().bind(interfaceIndex(), ip, longest(ip), LIFETIME);
            assertThat(table().unbind(interfaceIndex(), ip, longest(ip))).isTrue();
            assertThat(find(ip)).isEmpty();
            assertThat(table().unbind(interfaceIndex(), ip, longest(ip))).isFalse();
        }
    }

    @Test
    void unbindsOnlyTheExactPrefix() throws IOException {
        InetAddress ip = InetAddress.getByName("198.51.100.10");
        table().bind(interfaceIndex(), ip, 24, LIFETIME);
        assertThat(table().unbind(interfaceIndex(), ip, 32)).isFalse();
        assertThat(onlyOurs(ip).prefixLength()).isEqualTo(24);
        assertThat(table().unbind(interfaceIndex(), ip, 24)).isTrue();
    }

    @Test
    void findsNothingToUnbindOnAnInterfaceThatIsGone() throws IOException {
        for (InetAddress ip : both()) {
            assertThat(table().unbind(NO_SUCH_INTERFACE, ip, longest(ip))).isFalse();
        }
    }

    @Test
    void refusesToBindToAnInterfaceThatIsGone() throws IOException {
        for (InetAddress ip : both()) {
            assertThat(catchThrowable(() -> table().bind(NO_SUCH_INTERFACE, ip, longest(ip), LIFETIME)))
                    .isInstanceOf(IOException.class);
        }
    }

    @Test
    void changesManyTogether() throws IOException {
        List<AddressOnLink> all = many(250);
        assertThat(table().bindAll(all, LIFETIME)).isEmpty();
        assertThat(ours()).containsExactlyInAnyOrderElementsOf(all);
        assertThat(table().extendAll(all, LIFETIME.multipliedBy(10))).isEmpty();
        assertThat(table().listOurs())
                .allSatisfy(
                        bound -> assertThat(bound.validLifetime().orElseThrow()).isGreaterThan(LIFETIME));
        List<AddressOnLink> some = all.subList(100, 230);
        assertThat(table().unbindAll(some)).isEmpty();
        assertThat(ours()).hasSize(all.size() - some.size()).doesNotContainAnyElementsOf(some);
        assertThat(table().unbindAll(all)).as("some are gone already").isEmpty();
        assertThat(ours()).isEmpty();
    }

    @Test
    void oneThatIsRefusedKeepsNoneOfTheOthersOff() throws IOException {
        List<AddressOnLink> all = new ArrayList<>(many(120));
        AddressOnLink first =
                AddressOnLink.single(NO_SUCH_INTERFACE, all.getFirst().ip());
        AddressOnLink middle =
                AddressOnLink.single(NO_SUCH_INTERFACE, all.get(50).ip());
        AddressOnLink last =
                AddressOnLink.single(NO_SUCH_INTERFACE, all.getLast().ip());
        all.addFirst(first);
        all.add(51, middle);
        all.addLast(last);
        assertThat(table().bindAll(all, LIFETIME)).containsOnlyKeys(first, middle, last);
        all.removeAll(List.of(first, middle, last));
        assertThat(ours()).containsExactlyInAnyOrderElementsOf(all);
    }

    @Test
    void changesNoneOfNone() throws IOException {
        assertThat(table().bindAll(List.of(), LIFETIME)).isEmpty();
        assertThat(table().extendAll(List.of(), LIFETIME)).isEmpty();
        assertThat(table().unbindAll(List.of())).isEmpty();
        assertThat(ours()).isEmpty();
    }

    private List<AddressOnLink> many(int count) {
        return IntStream.range(0, count)
                .mapToObj(i -> InetAddress.ofLiteral(i % 2 == 0 ? "198.51.100." + i : "2001:db8:1::" + i))
                .map(ip -> AddressOnLink.single(interfaceIndex(), ip))
                .toList();
    }

    private List<AddressOnLink> ours() throws IOException {
        return table().listOurs().stream()
                .map(bound -> new AddressOnLink(bound.interfaceIndex(), bound.ip(), bound.prefixLength()))
                .toList();
    }

    @Test
    void refusesAnImpossibleLifetimeAndBindsNothing() throws IOException {
        for (InetAddress ip : both()) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> table().bind(interfaceIndex(), ip, longest(ip), Duration.ZERO));
            assertThatIllegalArgumentException()
                    .isThrownBy(
                            () -> table().bindAll(List.of(AddressOnLink.single(interfaceIndex(), ip)), Duration.ZERO));
            assertThat(find(ip)).isEmpty();
        }
    }

    protected final Optional<BoundAddress> find(InetAddress ip) throws IOException {
        return table().list().stream().filter(bound -> bound.ip().equals(ip)).findAny();
    }

    private BoundAddress onlyOurs(InetAddress ip) throws IOException {
        List<BoundAddress> found = table().listOurs().stream()
                .filter(bound -> bound.ip().equals(ip))
                .toList();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    protected static int longest(InetAddress ip) {
        return ip.getAddress().length * Byte.SIZE;
    }

    private static List<InetAddress> both() throws IOException {
        return List.of(InetAddress.getByName("192.0.2.10"), InetAddress.getByName("2001:db8::10"));
    }
}
