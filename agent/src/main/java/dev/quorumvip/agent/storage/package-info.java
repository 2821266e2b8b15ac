/**
 * What an agent must not forget. {@link dev.quorumvip.agent.storage.DataDirectory} opens and locks the directory and
 * hands out the durable records in it; each {@link dev.quorumvip.agent.storage.DurableRecord} is one small file that is
 * replaced as a whole and is on the disk when a write returns. What cannot be read is reported as a
 * {@link dev.quorumvip.agent.storage.StorageException} and never made anew, since a voter that forgets a promise can
 * put an address on two machines.
 */
@NullMarked
package dev.quorumvip.agent.storage;

import org.jspecify.annotations.NullMarked;
