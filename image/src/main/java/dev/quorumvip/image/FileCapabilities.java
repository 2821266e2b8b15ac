package dev.quorumvip.image;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * The capabilities that a program gains when it is executed, as the kernel keeps them in the extended attribute
 * {@value #ATTRIBUTE} of its file.
 *
 * <p>Permitted only, and not effective: of a file that asks for more than its container may have, the kernel refuses the
 * execution altogether if the effective flag is set ("Operation not permitted", from whoever tried), and grants what it can
 * if not, so that the program itself can say what is missing. To raise ambient capabilities permitted ones suffice.
 *
 * @param permitted capability numbers, ascending, each 0 to 31
 */
record FileCapabilities(List<Integer> permitted) {
    static final String ATTRIBUTE = "security.capability";

    /** linux/capability.h: VFS_CAP_REVISION_2, two words of 32 bits for each set. */
    private static final int REVISION_2 = 0x02000000;

    private static final int WORDS = 5;

    /** linux/capability.h, as far as a container of ours has any use for them. */
    private static final Map<String, Integer> NUMBERS =
            Map.of("cap_net_bind_service", 10, "cap_net_admin", 12, "cap_net_raw", 13, "cap_sys_nice", 23);

    FileCapabilities {
        permitted = permitted.stream().sorted().distinct().toList();
    }

    /**
     * Reads names separated by commas, as setcap(8) has them.
     *
     * @throws IllegalArgumentException if one is not known here; the message names it
     */
    static FileCapabilities parse(String names) {
        return new FileCapabilities(Arrays.stream(names.split(",", -1))
                .map(FileCapabilities::number)
                .toList());
    }

    private static int number(String name) {
        Integer number = NUMBERS.get(name);
        if (number == null) {
            throw new IllegalArgumentException("unknown capability '" + name + "': one of "
                    + NUMBERS.keySet().stream().sorted().toList());
        }
        return number;
    }

    /** The attribute's value: struct vfs_cap_data of revision 2, 20 bytes, little endian. */
    byte[] toBytes() {
        int mask = permitted.stream().mapToInt(number -> 1 << number).reduce(0, (a, b) -> a | b);
        return ByteBuffer.allocate(WORDS * Integer.BYTES)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putInt(REVISION_2)
                .putInt(mask)
                .array();
    }
}
