package dev.quorumvip.agent.cli.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.agent.cli.doctor.CapabilityCheck.Capability;
import dev.quorumvip.agent.cli.doctor.Finding.Level;
import java.nio.file.Path;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HostChecksTest {
    private final FakeHost host;

    HostChecksTest(@TempDir Path root) {
        host = new FakeHost(root);
    }

    @ParameterizedTest
    @CsvSource({
        "0000000000001000, CAP_NET_ADMIN, OK",
        "0000000000001000, CAP_NET_RAW, FAIL",
        "0000000000002000, CAP_NET_RAW, OK",
        "0000000000002000, CAP_NET_ADMIN, FAIL",
        "000001ffffffffff, CAP_NET_ADMIN, OK",
        "nonsense, CAP_NET_ADMIN, WARN"
    })
    void capabilitiesAreThoseInEffect(String effective, Capability capability, Level level) {
        host.file("/proc/self/status", "CapPrm:\t000001ffffffffff\nCapEff:\t" + effective + "\n");

        assertThat(new CapabilityCheck(host.files(), capability).run().level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"5.18.0, OK", "5.17.9-amd64, WARN", "6.1.0-13-amd64, OK", "4.19.0, WARN", "odd, WARN"})
    void kernelMustKnowAddressProtocols(String release, Level level) {
        host.file("/proc/sys/kernel/osrelease", release + "\n");

        Finding finding = new KernelVersionCheck(host.files()).run();

        assertThat(finding.level()).isEqualTo(level);
        assertThat(finding.detail()).contains(release);
    }

    @ParameterizedTest
    @CsvSource({"25, OK", "26-ea, OK", "24.0.1, FAIL"})
    void javaMustBeNewEnough(String version, Level level) {
        assertThat(new JavaVersionCheck(Runtime.Version.parse(version)).run().level())
                .isEqualTo(level);
    }

    @Test
    void libpcapIsFoundUnderAnyOfItsNames() {
        assertThat(new LibpcapCheck(List.of("libquorumvip-none.so.7")).run())
                .hasToString(
                        "FAIL  libpcap                   cannot be loaded, needed to announce addresses  → install it:"
                                + " apt-get install libpcap0.8, or dnf install libpcap");
        assertThat(new LibpcapCheck(List.of("libquorumvip-none.so.7", "libc.so.6")).run())
                .isEqualTo(Finding.ok("libpcap", "libc.so.6 loads"));
    }

    @Test
    void nfTablesMayBeAModuleLoadedOrNotOrBuiltIn() {
        assertThat(nfTables().level()).isEqualTo(Level.WARN);

        host.file("/proc/sys/kernel/osrelease", "6.1.0")
                .file("/lib/modules/6.1.0/modules.dep", "kernel/net/netfilter/nf_tables.ko.xz: x\n");
        assertThat(nfTables()).isEqualTo(Finding.ok("nf_tables", "can be loaded"));

        host.file("/proc/kallsyms", "0000000000000000 t nf_tables_newtable\n");
        assertThat(nfTables()).isEqualTo(Finding.ok("nf_tables", "in the kernel"));
    }

    @Test
    void nfTablesLoadedAsAModule() {
        host.file("/sys/module/nf_tables/refcnt", "1");

        assertThat(nfTables()).isEqualTo(Finding.ok("nf_tables", "in the kernel"));
    }

    @ParameterizedTest
    @CsvSource({"tsc, OK", "kvm-clock, OK", "arch_sys_counter, OK", "hpet, WARN", "acpi_pm, WARN", "jiffies, WARN"})
    void clocksourceShouldBeNoFallback(String name, Level level) {
        host.file("/sys/devices/system/clocksource/clocksource0/current_clocksource", name + "\n");

        assertThat(new ClocksourceCheck(host.files()).run().level()).isEqualTo(level);
    }

    @Test
    void clocksourceUnknownIsAWarning() {
        assertThat(new ClocksourceCheck(host.files()).run().level()).isEqualTo(Level.WARN);
    }

    @Test
    void monotonicClockMustAdvanceAndNotGoBack() {
        assertThat(clock(LongStream.iterate(0, t -> t + 25)))
                .isEqualTo(Finding.ok("monotonic clock", "advances by 25 ns at a time"));
        assertThat(clock(LongStream.iterate(0, t -> t + 10_000_000)).detail()).contains("too coarse");
        assertThat(clock(LongStream.of(5, 6, 2)).detail()).isEqualTo("went back by 4 ns");
        assertThat(clock(LongStream.generate(() -> 7)).detail()).isEqualTo("stands still");
        assertThat(new MonotonicClockCheck(System::nanoTime).run().level()).isEqualTo(Level.OK);
    }

    @Test
    void interfaceMustExistBeUpAndHaveCarrier() {
        host.interfaces("lo", "eth0").flags("eth0", "0x1003").file("/sys/class/net/eth0/carrier", "1\n");
        assertThat(iface("eth0")).isEqualTo(Finding.ok("interface eth0", "is up with carrier"));

        host.file("/sys/class/net/eth0/carrier", "0\n");
        assertThat(iface("eth0").detail()).isEqualTo("has no carrier, so it holds no VIP");
        assertThat(iface("eth0").level()).isEqualTo(Level.FAIL);

        host.flags("eth0", "0x1002");
        assertThat(iface("eth0")).isEqualTo(Finding.fail("interface eth0", "is down", "ip link set eth0 up"));

        assertThat(iface("eth1")).isEqualTo(Finding.fail("interface eth1", "does not exist", "name one of: lo, eth0"));
    }

    @Test
    void interfaceWithoutArpIsAWarning() {
        host.interfaces("lo", "tun0").flags("lo", "0x9").flags("tun0", "0x10d1");

        assertThat(iface("lo").detail()).startsWith("speaks no ARP");
        assertThat(iface("tun0").detail()).startsWith("speaks no ARP");
    }

    @Test
    void interfaceThatOnlyProcShowsIsAWarning() {
        host.interfaces("eth0");

        assertThat(iface("eth0").level()).isEqualTo(Level.WARN);
        assertThat(iface("eth0").detail()).contains("another network namespace");
    }

    @Test
    void arpIgnoreIsAskedOfTheOtherInterfaces() {
        host.interfaces("lo", "eth0", "eth1", "eth2")
                .flags("eth0", "0x1003")
                .flags("eth1", "0x1003")
                .flags("eth2", "0x1002");
        ArpIgnoreCheck check = new ArpIgnoreCheck(host.files(), "eth0");

        assertThat(check.run())
                .isEqualTo(Finding.warn(
                        "arp_ignore",
                        "eth1 would answer ARP for a VIP on eth0 if on the same segment",
                        "sysctl -w net.ipv4.conf.all.arp_ignore=1"));

        host.ipv4("eth1", "arp_ignore", 1);
        assertThat(check.run().level()).isEqualTo(Level.OK);

        host.ipv4("eth1", "arp_ignore", 0).ipv4("all", "arp_ignore", 2);
        assertThat(check.run().level()).isEqualTo(Level.OK);
    }

    @Test
    void strictReversePathFilterMattersWithTwoInterfaces() {
        host.interfaces("lo", "eth0", "eth1").flags("eth0", "0x1003").flags("eth1", "0x1002");
        ReversePathFilterCheck check = new ReversePathFilterCheck(host.files(), "eth0");
        assertThat(check.run().level()).isEqualTo(Level.OK);

        host.ipv4("all", "rp_filter", 1);
        assertThat(check.run().level()).isEqualTo(Level.OK);

        host.flags("eth1", "0x1003");
        assertThat(check.run().level()).isEqualTo(Level.WARN);

        host.ipv4("eth0", "rp_filter", 2);
        assertThat(check.run().level()).isEqualTo(Level.OK);
    }

    private Finding nfTables() {
        return new NfTablesCheck(host.files()).run();
    }

    private Finding iface(String name) {
        return new InterfaceCheck(host.files(), name).run();
    }

    private static Finding clock(LongStream readings) {
        PrimitiveIterator.OfLong iterator = readings.iterator();
        return new MonotonicClockCheck(iterator::nextLong).run();
    }
}
