/**
 * {@code quorumvip manifest}: the files with which a control plane's own virtual IP is there before its API server is.
 * {@link dev.quorumvip.agent.cli.manifest.SetupReader} checks what was asked for, by the rules that the agent itself will
 * apply; the rest writes it down.
 */
@NullMarked
package dev.quorumvip.agent.cli.manifest;

import org.jspecify.annotations.NullMarked;
