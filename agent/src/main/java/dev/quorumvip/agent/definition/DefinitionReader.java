package dev.quorumvip.agent.definition;

import com.fasterxml.jackson.databind.JsonNode;
import dev.quorumvip.agent.announcement.AnnouncementSchedule;
import dev.quorumvip.agent.cluster.NodeName;
import dev.quorumvip.agent.cluster.VipAddress;
import dev.quorumvip.agent.health.HealthCheck;
import dev.quorumvip.agent.health.HealthCheckReader;
import dev.quorumvip.api.ProblemReason;
import dev.quorumvip.api.VipAddressException;
import dev.quorumvip.api.VipAddressSyntax;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Reads a definition from its JSON form, {@link dev.quorumvip.api.VipSpec}, strictly: unknown fields are refused, every
 * problem is named, and nothing is corrected. What one release accepts all later ones do, since logs hold it.
 */
public final class DefinitionReader {
    /** As many as a dual-stack VIP with a few aliases has. */
    static final int MOST_ADDRESSES = 8;

    static final int MOST_LABELS = 16;
    static final int MOST_PRIORITIES = 128;
    static final int HIGHEST_PRIORITY = 1_000;
    static final int LONGEST_BURST = 20;

    private static final Set<String> FIELDS = ordered(
            "address",
            "addresses",
            "interface",
            "interfaceBySubnet",
            "nodeSelector",
            "priorities",
            "preemption",
            "healthChecks",
            "ifNoneHealthy",
            "announcement",
            "conflictPolicy",
            "failoverProfile",
            "onQuorumLoss",
            "paused",
            "lockDelay",
            "owner",
            "ownerGeneration");

    private final List<FieldProblem> problems = new ArrayList<>();
    private final ObjectFields fields;

    private DefinitionReader(JsonNode object) {
        this.fields = ObjectFields.of(object, "", FIELDS, problems);
    }

    /** What came of it. */
    public sealed interface Reading {
        /** All is well. */
        record Read(VipDefinition definition) implements Reading {}

        /** At least one problem; nothing may be done with the rest. */
        record Wrong(List<FieldProblem> problems) implements Reading {
            public Wrong {
                problems = List.copyOf(problems);
            }
        }
    }

    /** Reads {@code body}, the whole of a definition. */
    public static Reading read(JsonNode body) {
        if (!body.isObject()) {
            return new Reading.Wrong(List.of(
                    new FieldProblem("body", ProblemReason.MALFORMED_JSON, "expected a JSON object with 'addresses'")));
        }
        return new DefinitionReader(body).read();
    }

    private Reading read() {
        List<VipAddress> addresses = addresses();
        InterfaceChoice interfaceChoice = interfaceChoice();
        SortedMap<String, String> selector = nodeSelector();
        SortedMap<String, Integer> priorities = priorities();
        Preemption preemption = preemption();
        List<HealthCheck> checks = healthChecks();
        NoneHealthyPolicy ifNoneHealthy =
                fields.word("ifNoneHealthy", NoneHealthyPolicy.class).orElse(NoneHealthyPolicy.RELEASE);
        AnnouncementSchedule announcement = announcement();
        ConflictPolicy conflictPolicy =
                fields.word("conflictPolicy", ConflictPolicy.class).orElse(ConflictPolicy.REFUSE);
        Optional<NamedTiming> profile = fields.word("failoverProfile", NamedTiming.class);
        QuorumLossPolicy onQuorumLoss =
                fields.word("onQuorumLoss", QuorumLossPolicy.class).orElse(QuorumLossPolicy.RELEASE);
        boolean paused = fields.flag("paused").orElse(false);
        Duration lockDelay = fields.duration("lockDelay", Duration.ZERO, Duration.ofHours(1))
                .orElse(VipDefinition.DEFAULT_LOCK_DELAY);
        Optional<Owner> owner = owner();
        if (!problems.isEmpty()) {
            return new Reading.Wrong(problems);
        }
        return new Reading.Read(new VipDefinition(
                addresses,
                interfaceChoice,
                selector,
                priorities,
                preemption,
                checks,
                ifNoneHealthy,
                announcement,
                conflictPolicy,
                profile,
                onQuorumLoss,
                paused,
                lockDelay,
                owner));
    }

    private List<VipAddress> addresses() {
        if (fields.has("address") && fields.has("addresses")) {
            fields.problem("address", ProblemReason.INVALID_VALUE, "give 'address' or 'addresses', not both");
            return List.of();
        }
        if (!fields.has("address") && !fields.has("addresses")) {
            fields.problem("address", ProblemReason.MISSING_FIELD, "'address' is missing");
            return List.of();
        }
        if (fields.has("address")) {
            return fields.text("address").flatMap(text -> address("address", text)).stream()
                    .toList();
        }
        if (fields.isEmptyList("addresses")) {
            fields.problem("addresses", ProblemReason.MISSING_FIELD, "'addresses' is empty; give at least one");
        }
        List<VipAddress> addresses = new ArrayList<>();
        fields.texts("addresses", MOST_ADDRESSES)
                .forEach((i, text) -> address("addresses[" + i + "]", text).ifPresent(address -> {
                    if (addresses.stream().anyMatch(other -> other.ip().equals(address.ip()))) {
                        fields.problem(
                                "addresses[" + i + "]", ProblemReason.INVALID_VALUE, "'" + text + "' is given twice");
                    }
                    addresses.add(address);
                }));
        return addresses;
    }

    private Optional<VipAddress> address(String name, String text) {
        try {
            VipAddressSyntax.check(text);
            return Optional.of(VipAddress.parse(text));
        } catch (VipAddressException e) {
            fields.problem(name, e.reason(), String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private InterfaceChoice interfaceChoice() {
        boolean bySubnet = fields.flag("interfaceBySubnet").orElse(false);
        Optional<InterfaceChoice> given = fields.text("interface").flatMap(this::namedOrMatching);
        if (bySubnet && fields.has("interface")) {
            fields.problem(
                    "interfaceBySubnet",
                    ProblemReason.INVALID_VALUE,
                    "give 'interface', or have it found by the subnet, not both");
        }
        return bySubnet ? new InterfaceChoice.BySubnet() : given.orElse(new InterfaceChoice.NodeDefault());
    }

    private Optional<InterfaceChoice> namedOrMatching(String text) {
        if (InterfaceName.isOne(text) || InterfaceName.isPattern(text)) {
            return Optional.of(InterfaceChoice.of(text));
        }
        fields.problem(
                "interface",
                ProblemReason.INVALID_INTERFACE,
                "the interface must be a Linux interface's name, 1 to 15 characters without '/', ':' or blanks,"
                        + " or a pattern with '*' and '?' for such names");
        return Optional.empty();
    }

    private SortedMap<String, String> nodeSelector() {
        SortedMap<String, String> labels = fields.textMap("nodeSelector", MOST_LABELS);
        labels.forEach((key, value) -> NodeLabels.problemOf(key, value)
                .ifPresent(message -> fields.problem(
                        "nodeSelector." + ObjectFields.shown(key), ProblemReason.INVALID_VALUE, message)));
        return labels;
    }

    private SortedMap<String, Integer> priorities() {
        SortedMap<String, Integer> byName = fields.integerMap("priorities", MOST_PRIORITIES, 0, HIGHEST_PRIORITY);
        byName.keySet().stream()
                .filter(name -> !NodeName.isOne(name))
                .forEach(name -> fields.problem(
                        "priorities." + ObjectFields.shown(name),
                        ProblemReason.INVALID_NAME,
                        "'" + ObjectFields.shown(name) + "' is no node's name: " + NodeName.RULE));
        return byName;
    }

    private enum PreemptionMode {
        NEVER,
        ALWAYS,
        DELAYED
    }

    private Preemption preemption() {
        Optional<ObjectFields> given = fields.object("preemption", ordered("mode", "delay"));
        if (given.isEmpty()) {
            return new Preemption.Never();
        }
        ObjectFields inner = given.get();
        Optional<PreemptionMode> mode = inner.word("mode", PreemptionMode.class);
        Optional<Duration> delay = inner.duration("delay", Duration.ofMillis(100), Duration.ofHours(24));
        if (!inner.has("mode")) {
            inner.problem("mode", ProblemReason.MISSING_FIELD, "'mode' is missing; there is never, always, delayed");
        }
        boolean delayed = mode.filter(m -> m == PreemptionMode.DELAYED).isPresent();
        if (delayed && !inner.has("delay")) {
            inner.problem(
                    "delay", ProblemReason.MISSING_FIELD, "'delay' is missing; delayed by how long, such as 30s?");
        } else if (mode.isPresent() && !delayed && inner.has("delay")) {
            inner.problem("delay", ProblemReason.INVALID_VALUE, "'delay' goes with the mode 'delayed' only");
        }
        return switch (mode.orElse(PreemptionMode.NEVER)) {
            case NEVER -> new Preemption.Never();
            case ALWAYS -> new Preemption.Always();
            case DELAYED -> delay.<Preemption>map(Preemption.After::new).orElse(new Preemption.Never());
        };
    }

    private List<HealthCheck> healthChecks() {
        if (!fields.has("healthChecks")) {
            return List.of();
        }
        HealthCheckReader.Reading reading = HealthCheckReader.read(fields.raw("healthChecks"), "healthChecks");
        reading.problems()
                .forEach(problem -> fields.problem(problem.path(), ProblemReason.INVALID_VALUE, problem.message()));
        return reading.checks();
    }

    private AnnouncementSchedule announcement() {
        AnnouncementSchedule usual = VipDefinition.DEFAULT_ANNOUNCEMENT;
        return fields.object("announcement", ordered("count", "interval", "refresh"))
                .map(inner -> new AnnouncementSchedule(
                        inner.integer("count", 1, LONGEST_BURST).orElse(usual.burstCount()),
                        inner.duration("interval", Duration.ofMillis(10), Duration.ofSeconds(10))
                                .orElse(usual.burstInterval()),
                        inner.duration("refresh", Duration.ofSeconds(1), Duration.ofHours(1))
                                .orElse(usual.refreshInterval())))
                .orElse(usual);
    }

    private Optional<Owner> owner() {
        Optional<String> id = fields.text("owner").filter(text -> {
            Optional<String> problem = Owner.problemOf(text);
            problem.ifPresent(message -> fields.problem("owner", ProblemReason.INVALID_VALUE, message));
            return problem.isEmpty();
        });
        Optional<Long> generation = fields.wholeNumber("ownerGeneration", 0, Long.MAX_VALUE);
        if (fields.has("owner") != fields.has("ownerGeneration")) {
            String missing = fields.has("owner") ? "ownerGeneration" : "owner";
            fields.problem(
                    missing,
                    ProblemReason.MISSING_FIELD,
                    "'" + missing + "' is missing: give 'owner' and 'ownerGeneration', or neither");
        }
        return id.flatMap(known -> generation.map(version -> new Owner(known, version)));
    }

    /** In this order in messages. */
    private static Set<String> ordered(String... names) {
        return new LinkedHashSet<>(List.of(names));
    }

    /** For a test that looks whether all are described. */
    static Set<String> fieldNames() {
        return new TreeSet<>(FIELDS);
    }
}
