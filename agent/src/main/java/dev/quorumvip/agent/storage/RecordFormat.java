package dev.quorumvip.agent.storage;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The bytes of a record's file: one header line, then the body.
 *
 * <pre>
 * quorumvip identity 1 97 3f0a11c2
 * {"nodeId":…}
 * </pre>
 *
 * <p>The header has the record's name, the version of its body's shape, the body's length in bytes, and in hex the
 * CRC-32C of everything else. It is text so that a person can look; nobody is meant to edit it.
 */
final class RecordFormat {
    private static final Pattern HEADER = Pattern.compile("quorumvip ([a-z-]+) ([0-9]{1,9}) [0-9]{1,9} [0-9a-f]{8}");

    private RecordFormat() {}

    /** The bytes are not what was once written. The message says in what way. */
    static final class CorruptRecordException extends Exception {
        private static final long serialVersionUID = 1L;

        CorruptRecordException(String message) {
            super(message);
        }
    }

    /** A body and the version of its shape. */
    record Content(int version, String body) {}

    static byte[] encode(String name, int version, String body) {
        String head = "quorumvip " + name + " " + version + " " + body.getBytes(StandardCharsets.UTF_8).length + " ";
        CRC32C crc = new CRC32C();
        crc.update((head + "\n" + body).getBytes(StandardCharsets.UTF_8));
        String file = head + String.format("%08x", crc.getValue()) + "\n" + body;
        return file.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Reads what {@link #encode} wrote under the same name.
     *
     * @throws CorruptRecordException if a single byte is another
     */
    static Content decode(String name, byte[] bytes) throws CorruptRecordException {
        String file = new String(bytes, StandardCharsets.UTF_8);
        int newline = file.indexOf('\n');
        if (newline < 0) {
            throw new CorruptRecordException("the file ends within its first line");
        }
        Matcher header = HEADER.matcher(file.substring(0, newline));
        if (!header.matches()) {
            throw new CorruptRecordException("its first line is not a record's");
        }
        int version = Integer.parseInt(header.group(2));
        String body = file.substring(newline + 1);
        // Writing it again and comparing leaves no byte unchecked, also of the header and of malformed UTF-8.
        if (!Arrays.equals(encode(header.group(1), version, body), bytes)) {
            throw new CorruptRecordException("its checksum or length does not fit its content");
        }
        if (!header.group(1).equals(name)) {
            throw new CorruptRecordException("it holds the record '" + header.group(1) + "'");
        }
        return new Content(version, body);
    }
}
