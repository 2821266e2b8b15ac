/**
 * How agents come to be one cluster: who founds it is decided once, written down, and told to them; later ones are told
 * whom to join. {@link dev.quorumvip.operator.formation.FormationPlanner} decides, and does nothing itself.
 */
@NullMarked
package dev.quorumvip.operator.formation;

import org.jspecify.annotations.NullMarked;
