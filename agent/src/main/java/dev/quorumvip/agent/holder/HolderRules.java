package dev.quorumvip.agent.holder;

import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.definition.VipDefinition;

/** What the definitions of VIPs ask of their holder, by name; the defaults for a VIP that is not known here. */
public interface HolderRules {
    /** The defaults for every VIP. */
    HolderRules DEFAULTS = new HolderRules() {
        @Override
        public AnnouncementSchedule announcement(String vip) {
            return VipDefinition.DEFAULT_ANNOUNCEMENT;
        }

        @Override
        public boolean staysWithoutQuorum(String vip) {
            return false;
        }
    };

    /** How the segment is told where it is. */
    AnnouncementSchedule announcement(String vip);

    /** Whether it stays on a holder whose lease has run out because no majority of the voters answers. */
    boolean staysWithoutQuorum(String vip);
}
