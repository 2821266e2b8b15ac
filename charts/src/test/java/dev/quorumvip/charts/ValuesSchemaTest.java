package dev.quorumvip.charts;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Values that cannot be are refused with their name, before anything is installed. */
class ValuesSchemaTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "agent.interfaces=eth0 | interfaces",
                "agent.interface=a-name-that-is-too-long | interface",
                "agent.clusterPort=0 | clusterPort",
                "agent.restPort=high | restPort",
                "agent.maxVoters=4 | maxVoters",
                "agent.maxUnavailable=0 | maxUnavailable",
                "agent.failoverProfile=instant | failoverProfile",
                "agent.dataDirectory=var/lib | dataDirectory",
                "agent.terminationGracePeriodSeconds=1 | terminationGracePeriodSeconds",
                "operator.founders=2 | founders",
                "operator.replicas=0 | replicas",
                "image.digest=sha256:1 | digest",
                "image.pullPolicy=Sometimes | pullPolicy",
                "tls.mode=none | mode",
                "tls.mode=existing | agentSecret",
                "tls.certManager.duration=long | duration",
                "clusterSecret.existingSecret=Not_A_Name | existingSecret",
            })
    void refusesAndNamesTheValue(String value, String name) {
        assertThatThrownBy(() -> Chart.render(value)).hasMessageContaining(name);
    }
}
