/**
 * The command line.
 *
 * <p>One door, {@link dev.quorumvip.agent.cli.QuorumVip}, whose annotation lists the commands. Those that talk to a
 * running agent share {@code ConnectionOptions} and {@code dev.quorumvip.client}, and leave what they show to {@code
 * StatusText}, {@code VipText}, {@code MemberText} and {@code EventText}, which are pure. Exit codes: 0 done, 1 the agent refused or could
 * not be reached, 2 wrong usage.
 */
@NullMarked
package dev.quorumvip.agent.cli;

import org.jspecify.annotations.NullMarked;
