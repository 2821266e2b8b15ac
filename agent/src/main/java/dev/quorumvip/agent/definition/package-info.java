/**
 * What somebody wants of a virtual IP: {@link dev.quorumvip.agent.definition.VipDefinition} as a value, and its one JSON
 * form, in which it is sent by REST, given in a file and kept in the log. {@link
 * dev.quorumvip.agent.definition.DefinitionReader} is the one place where it is validated; it names every problem.
 */
@NullMarked
package dev.quorumvip.agent.definition;

import org.jspecify.annotations.NullMarked;
