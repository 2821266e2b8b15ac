package dev.quorumvip.agent.cli.doctor;

import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.util.List;

/**
 * Whether the dynamic linker finds libpcap, through which the agent announces addresses.
 *
 * @param names the names that it has on Linux distributions
 */
record LibpcapCheck(List<String> names) implements Check {
    /** Debian calls it 0.8 for its first ABI; others follow upstream. */
    static final List<String> USUAL_NAMES = List.of("libpcap.so.0.8", "libpcap.so.1", "libpcap.so");

    @Override
    public Finding run() {
        return names.stream()
                .filter(LibpcapCheck::loads)
                .findFirst()
                .map(name -> Finding.ok("libpcap", name + " loads"))
                .orElseGet(() -> Finding.fail(
                        "libpcap",
                        "cannot be loaded, needed to announce addresses",
                        "install it: apt-get install libpcap0.8, or dnf install libpcap"));
    }

    private static boolean loads(String name) {
        try (Arena arena = Arena.ofConfined()) {
            SymbolLookup.libraryLookup(name, arena);
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
