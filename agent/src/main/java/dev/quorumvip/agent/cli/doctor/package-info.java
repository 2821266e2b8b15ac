/**
 * What {@code quorumvip doctor} looks at. Each {@link dev.quorumvip.agent.cli.doctor.Check} is one question to the
 * machine and gives one {@link dev.quorumvip.agent.cli.doctor.Finding}; {@link dev.quorumvip.agent.cli.doctor.Checks}
 * says which ones a configuration calls for. Nothing here changes the machine, except for a small file that is written
 * and removed.
 */
@NullMarked
package dev.quorumvip.agent.cli.doctor;

import org.jspecify.annotations.NullMarked;
