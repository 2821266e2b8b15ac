package dev.quorumvip.image;

import java.nio.file.Path;

/**
 * A layer that has been written.
 *
 * @param name what it is, for the image's history
 * @param blob its gzipped tar
 * @param digest {@code sha256:…} of the blob
 * @param diffId {@code sha256:…} of the tar
 * @param size bytes of the blob
 * @param unpackedSize bytes of the files in it, without what a file system adds
 */
record Layer(String name, Path blob, String digest, String diffId, long size, long unpackedSize) {}
