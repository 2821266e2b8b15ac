package dev.quorumvip.agent.cli.manifest;

/**
 * A file to be put somewhere.
 *
 * @param path where it belongs, absolute
 * @param about what it is, in one line
 * @param text its content, with a line end
 */
record ManifestFile(String path, String about, String text) {
    /** The content, after a comment that says where it belongs. */
    String commented() {
        return "# " + path + ": " + about + "\n" + text;
    }
}
