package dev.quorumvip.crd;

import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn;
import io.fabric8.crd.generator.annotation.AdditionalPrinterColumn.Type;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Categories;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Kind;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Version;

/** A virtual IP that is on exactly one of the cluster's nodes. Its name is the virtual IP's; there are no namespaces. */
@Group(VirtualIP.GROUP)
@Version(VirtualIP.VERSION)
@Kind("VirtualIP")
@Plural("virtualips")
@ShortNames("vip")
@Categories("quorumvip")
@AdditionalPrinterColumn(name = "ADDRESS", jsonPath = ".status.addressSummary")
@AdditionalPrinterColumn(name = "HOLDER", jsonPath = ".status.holder.node")
@AdditionalPrinterColumn(name = "READY", jsonPath = ".status.conditions[?(@.type=='Ready')].status")
@AdditionalPrinterColumn(name = "QUORUM", jsonPath = ".status.conditions[?(@.type=='QuorumAvailable')].status")
@AdditionalPrinterColumn(name = "LAST-FAILOVER", jsonPath = ".status.lastTransition.boundAt", type = Type.DATE)
@AdditionalPrinterColumn(name = "AGE", jsonPath = ".metadata.creationTimestamp", type = Type.DATE)
@AdditionalPrinterColumn(name = "INTERFACE", jsonPath = ".status.holder.interface", priority = 1)
@AdditionalPrinterColumn(name = "MAC", jsonPath = ".status.holder.mac", priority = 1)
@AdditionalPrinterColumn(name = "REASON", jsonPath = ".status.conditions[?(@.type=='Ready')].reason", priority = 1)
@AdditionalPrinterColumn(name = "TRANSITIONS", jsonPath = ".status.transitions", type = Type.INTEGER, priority = 1)
@AdditionalPrinterColumn(name = "ELIGIBLE", jsonPath = ".status.eligibleNodes", priority = 1)
@ValidationRule(
        value = "self.metadata.name.size() <= 63 && self.metadata.name.matches('^[a-z0-9]([a-z0-9-]*[a-z0-9])?$')",
        message = "metadata.name must be 1 to 63 of a-z, 0-9 and '-', and begin and end with a letter or digit")
public final class VirtualIP extends CustomResource<VirtualIPSpec, VirtualIPStatus> {
    public static final String GROUP = "quorumvip.io";
    public static final String VERSION = "v1alpha1";

    private static final long serialVersionUID = 1;
}
