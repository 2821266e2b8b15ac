package dev.quorumvip.agent.cli;

import dev.quorumvip.api.Json;
import dev.quorumvip.api.VipStatus;
import java.time.Instant;
import java.util.List;

/** All that is wanted of one virtual IP, a line for each field, below where it is. */
final class DefinitionText {
    private DefinitionText() {}

    static String of(VipStatus vip, Instant now) {
        TextTable fields = new TextTable().row("FIELD", "VALUE");
        Json.fields(vip.spec()).forEach(fields::row);
        return VipText.of(List.of(vip), now) + "\n\n" + fields;
    }
}
