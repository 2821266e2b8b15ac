package dev.quorumvip.crd;

import static org.assertj.core.api.Assertions.assertThat;

import dev.quorumvip.api.VipAddressException;
import dev.quorumvip.api.VipAddressSyntax;
import dev.quorumvip.kubetesting.ApiServerExtension;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whether the API server takes the addresses that the agents take, and no others. */
class AddressAgreementIT {
    @RegisterExtension
    static final ApiServerExtension KUBE = new ApiServerExtension();

    private static final int EACH = 150;

    @BeforeAll
    static void install() {
        Definition.install(KUBE.server());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void takesWhatTheAgentsTakeAndNothingElse(long seed) {
        Random random = new Random(seed);
        List<String> addresses = IntStream.range(0, EACH)
                .mapToObj(i -> i % 3 == 0 ? ipv6(random) : ipv4(random))
                .toList();

        List<String> taken =
                addresses.stream().filter(AddressAgreementIT::serverTakes).toList();

        assertThat(taken)
                .isEqualTo(addresses.stream()
                        .filter(AddressAgreementIT::agentsTake)
                        .toList());
        assertThat(taken).hasSizeBetween(EACH / 10, EACH * 9 / 10);
    }

    private static boolean agentsTake(String address) {
        try {
            VipAddressSyntax.check(address);
            return true;
        } catch (VipAddressException e) {
            return false;
        }
    }

    private static boolean serverTakes(String address) {
        VirtualIP vip =
                new KubernetesSerialization().unmarshal("spec:\n  addresses: ['" + address + "']", VirtualIP.class);
        vip.setMetadata(new ObjectMetaBuilder().withName("web").build());
        try {
            KUBE.admin().resource(vip).dryRun().create();
            return true;
        } catch (KubernetesClientException e) {
            assertThat(e.getCode()).isEqualTo(422);
            return false;
        }
    }

    /** Often at the ends of a subnet, and of what no host can have. */
    private static String ipv4(Random random) {
        int prefix = random.nextInt(0, 34);
        int bits = random.nextInt();
        int hostMask = prefix >= 32 ? 0 : -1 >>> prefix;
        int ip = switch (random.nextInt(5)) {
            case 0 -> bits & ~hostMask;
            case 1 -> bits | hostMask;
            case 2 -> (bits & ~hostMask) + 1;
            case 3 -> (bits | hostMask) - 1;
            default -> bits;
        };
        int first = List.of(0, 1, 10, 126, 127, 128, 169, 192, 223, 224, 239, 240, 255, ip >>> 24)
                .get(random.nextInt(14));
        int second = first == 169 && random.nextBoolean() ? 254 : ip >>> 16 & 255;
        return first + "." + second + "." + (ip >>> 8 & 255) + "." + (ip & 255) + "/" + prefix;
    }

    private static String ipv6(Random random) {
        String start = List.of(
                        "2001:db8:0:1:", "fe80:0:0:0:", "ff02:0:0:0:", "0:0:0:0:", "0:0:0:0:0:ffff:", "fd00:0:0:1:")
                .get(random.nextInt(6));
        String end = List.of(":", ":1", "0:0:0:0", "0:0:0:1", "8000::", "ffff:ffff:ffff:ffff", "::5", "0:0:192.0.2.5")
                .get(random.nextInt(8));
        return start + end + "/"
                + List.of(0, 1, 48, 64, 65, 112, 126, 127, 128, 129).get(random.nextInt(10));
    }
}
