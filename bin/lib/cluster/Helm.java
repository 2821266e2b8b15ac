import com.marcnuri.helm.UpgradeCommand;
import java.nio.file.Path;

/**
 * usage: java bin/lib/cluster/Helm.java KUBECONFIG NAMESPACE RELEASE CHART [NAME=VALUE...]
 *
 * <p>Installs or upgrades a release of a chart, as {@code helm upgrade --install} does. For machines without the program.
 */
final class Helm {
    private static final int FIRST_VALUE = 4;

    private Helm() {}

    public static void main(String[] arguments) {
        if (arguments.length < FIRST_VALUE) {
            System.err.println("usage: java bin/lib/cluster/Helm.java KUBECONFIG NAMESPACE RELEASE CHART [NAME=VALUE...]");
            System.exit(2);
        }
        UpgradeCommand upgrade = new com.marcnuri.helm.Helm(Path.of(arguments[3]))
                .upgrade()
                .install()
                .withKubeConfig(Path.of(arguments[0]))
                .withNamespace(arguments[1])
                .withName(arguments[2]);
        for (int i = FIRST_VALUE; i < arguments.length; i++) {
            int equals = arguments[i].indexOf('=');
            if (equals < 1) {
                System.err.println("'" + arguments[i] + "' is not NAME=VALUE");
                System.exit(2);
            }
            upgrade.set(arguments[i].substring(0, equals), arguments[i].substring(equals + 1));
        }
        System.out.println(upgrade.call().getOutput());
    }
}
