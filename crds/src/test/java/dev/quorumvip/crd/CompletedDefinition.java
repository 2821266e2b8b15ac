package dev.quorumvip.crd;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceColumnDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionVersion;
import io.fabric8.kubernetes.api.model.apiextensions.v1.JSONSchemaProps;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The definition as it is installed: what the generator makes of the Java types, and what it has no annotations for.
 *
 * <ul>
 *   <li>Kinds of lists: those in {@link #KEYS} are merged by a key, all others are one value.
 *   <li>Conditions as those of Kubernetes itself; their Java type has no annotations.
 *   <li>Each rule once: an annotation on a record's component is on its field and on its accessor, and the generator
 *       takes both.
 *   <li>Columns in the order of {@link #COLUMNS}; the generator sorts them by path.
 *   <li>That there must be a spec, and what the whole is about.
 * </ul>
 */
final class CompletedDefinition {
    /** The key by which entries of a list are told apart, by the list's name. */
    private static final Map<String, String> KEYS =
            Map.of("healthChecks", "name", "nodes", "name", "conditions", "type");

    private static final List<String> COLUMNS = List.of(
            "ADDRESS",
            "HOLDER",
            "READY",
            "QUORUM",
            "LAST-FAILOVER",
            "AGE",
            "INTERFACE",
            "MAC",
            "REASON",
            "TRANSITIONS",
            "ELIGIBLE");

    private static final KubernetesSerialization YAML = new KubernetesSerialization();

    private static final String HEADER =
            "# Generated from the Java types in crds/ (docs/adr/0019-the-virtualip-resource.md)."
                    + " Change those instead.\n";

    private CompletedDefinition() {}

    /** @param generated the generator's YAML */
    static String of(String generated) {
        CustomResourceDefinition definition = YAML.unmarshal(generated, CustomResourceDefinition.class);
        definition.getSpec().getVersions().forEach(CompletedDefinition::complete);
        return HEADER + YAML.asYaml(definition).replaceFirst("^---\n", "");
    }

    private static void complete(CustomResourceDefinitionVersion version) {
        List<CustomResourceColumnDefinition> columns = new ArrayList<>(version.getAdditionalPrinterColumns());
        columns.sort(Comparator.comparingInt(column -> place(column.getName())));
        version.setAdditionalPrinterColumns(columns);
        JSONSchemaProps root = version.getSchema().getOpenAPIV3Schema();
        root.setRequired(List.of("spec"));
        root.setDescription("A virtual IP that is on exactly one of the cluster's nodes.");
        field(root, "spec").setDescription("What is wanted of it.");
        field(root, "status").setDescription("What is known of it; nothing that is not confirmed.");
        complete("", root);
        condition(field(field(root, "status"), "conditions").getItems().getSchema());
    }

    private static int place(String column) {
        int place = COLUMNS.indexOf(column);
        if (place < 0) {
            throw new IllegalStateException("the column " + column + " has no place in " + COLUMNS);
        }
        return place;
    }

    private static void complete(String name, JSONSchemaProps schema) {
        schema.setXKubernetesValidations(
                schema.getXKubernetesValidations().stream().distinct().toList());
        if (schema.getItems() != null) {
            String key = KEYS.get(name);
            schema.setXKubernetesListType(key == null ? "atomic" : "map");
            schema.setXKubernetesListMapKeys(key == null ? List.of() : List.of(key));
            complete("", schema.getItems().getSchema());
        }
        if (schema.getProperties() != null) {
            schema.getProperties().forEach(CompletedDefinition::complete);
        }
    }

    /** As of metav1.Condition, types.go in apimachinery. */
    private static void condition(JSONSchemaProps schema) {
        schema.setDescription("One aspect of the virtual IP's state.");
        schema.setRequired(List.of("lastTransitionTime", "message", "reason", "status", "type"));
        field(schema, "lastTransitionTime").setFormat("date-time");
        field(schema, "message").setMaxLength(32_768L);
        field(schema, "observedGeneration").setMinimum(0.0);
        field(schema, "status").setEnum(List.of(text("True"), text("False"), text("Unknown")));
        field(schema, "type").setMaxLength(316L);
        JSONSchemaProps reason = field(schema, "reason");
        reason.setMinLength(1L);
        reason.setMaxLength(1_024L);
        reason.setPattern("^[A-Za-z]([A-Za-z0-9_,:]*[A-Za-z0-9_])?$");
    }

    private static JSONSchemaProps field(JSONSchemaProps schema, String name) {
        return Objects.requireNonNull(schema.getProperties().get(name), name);
    }

    private static JsonNode text(String value) {
        return JsonNodeFactory.instance.textNode(value);
    }
}
