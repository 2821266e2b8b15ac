package dev.quorumvip.agent.cli;

import dev.quorumvip.agent.version.AgentVersion;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class VersionLine implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {"quorumvip " + AgentVersion.text()};
    }
}
