package dev.quorumvip.agent;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noCodeUnits;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.quorumvip.agent.consensus.Consensus.RaftMember;
import dev.quorumvip.agent.elect.ElectLifecycle;
import dev.quorumvip.agent.node.Agent;
import java.util.Set;

/**
 * Which room may know which: a library stays behind its one door, and the core knows neither the world nor the time.
 */
@AnalyzeClasses(packages = "dev.quorumvip.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    /** Decides; everything it needs to know is handed to it. */
    private static final String[] CORE = {
        "..agent.cluster..",
        "..agent.definition..",
        "..agent.state..",
        "..agent.lease..",
        "..agent.leader..",
        "..agent.placement..",
        "..agent.membership..",
        "..agent.protocol..",
        "..agent.founding..",
        "..agent.packet..",
        "..agent.announcement..",
        "..agent.health",
        "..agent.conflict..",
        "..agent.events..",
    };

    /** Acts through ports and asks a clock that it was given. */
    private static final String[] PORTS_AND_THEIR_USERS = {
        "..agent.address..", "..agent.clock..", "..agent.fence..", "..agent.holder..",
    };

    private static final Set<String> CATCHES_ALL =
            Set.of(Throwable.class.getName(), Exception.class.getName(), RuntimeException.class.getName());

    @ArchTest
    static final ArchRule jnaOnlyInNetlink = onlyIn("com.sun.jna..", "..agent.netlink..");

    @ArchTest
    static final ArchRule pcap4jOnlyInFrames = onlyIn("org.pcap4j..", "..agent.frames..");

    @ArchTest
    static final ArchRule ratisOnlyInConsensus = onlyIn("org.apache.ratis..", "..agent.consensus..");

    @ArchTest
    static final ArchRule httpServerOnlyInRest = onlyIn("com.sun.net.httpserver..", "..agent.rest..");

    @ArchTest
    static final ArchRule picocliOnlyInCli = onlyIn("picocli..", "..agent.cli..");

    /** Agents talk to each other by the Raft log and in datagrams, never by REST. */
    @ArchTest
    static final ArchRule theRestClientOnlyInCli = onlyIn("dev.quorumvip.client..", "..agent.cli..");

    @ArchTest
    static final ArchRule logbackOnlyInCli = onlyIn("ch.qos.logback..", "..agent.cli..");

    @ArchTest
    static final ArchRule micrometerOnlyWhereMetricsAreMadeAndShown = noClasses()
            .that()
            .resideOutsideOfPackages("..agent.metrics..", "..agent.rest..")
            .and()
            .doNotBelongToAnyOf(Agent.class, ElectLifecycle.class)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.micrometer..");

    /** In {@code state}, because log entries and snapshots are JSON whose names belong beside the commands. */
    @ArchTest
    static final ArchRule jacksonOnlyWhereSomethingIsStoredOrServed = onlyIn(
            "com.fasterxml.jackson..",
            "..agent.definition..",
            "..agent.state..",
            "..agent.storage..",
            "..agent.config..",
            "..agent.rest..",
            "..agent.health",
            "..agent.elect.config..",
            "..agent.elect.consul..");

    @ArchTest
    static final ArchRule theCoreReadsNoClock = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage(PORTS_AND_THEIR_USERS)
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .callMethod(java.time.Instant.class, "now")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(java.time.Clock.class);

    @ArchTest
    static final ArchRule theCoreNeitherWaitsNorRunsThreads = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage(PORTS_AND_THEIR_USERS)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.Timer.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAPackage("java.util.concurrent..");

    @ArchTest
    static final ArchRule theCoreDoesNoInputOrOutput = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(
                    java.net.Socket.class,
                    java.net.ServerSocket.class,
                    java.net.DatagramSocket.class,
                    java.net.DatagramPacket.class,
                    java.net.NetworkInterface.class,
                    java.net.URLConnection.class,
                    java.io.File.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.nio.channels..", "java.nio.file..", "java.net.http..", "javax.net..");

    @ArchTest
    static final ArchRule theCoreKnowsNoAdapter = noClasses()
            .that()
            .resideInAnyPackage(CORE)
            .or()
            .resideInAnyPackage(PORTS_AND_THEIR_USERS)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..agent.node..",
                    "..agent.rest..",
                    "..agent.cli..",
                    "..agent.netlink..",
                    "..agent.nftables..",
                    "..agent.frames..",
                    "..agent.storage..",
                    "..agent.datagram..",
                    "..agent.health.probe..",
                    "..agent.metrics..",
                    "..agent.config..")
            .orShould()
            .dependOnClassesThat(inConsensusBut(RaftMember.class));

    @ArchTest
    static final ArchRule theCoreDoesNotCatchWhateverComes = noCodeUnits()
            .that()
            .areDeclaredInClassesThat()
            .resideInAnyPackage(CORE)
            .should(catchEverything());

    /** The election by Consul is a program of its own: it knows nothing of what agents agree on, and how. */
    @ArchTest
    static final ArchRule theElectorKnowsNoAgent = noClasses()
            .that()
            .resideInAPackage("..agent.elect..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..agent.node..",
                    "..agent.consensus..",
                    "..agent.placement..",
                    "..agent.leader..",
                    "..agent.membership..",
                    "..agent.founding..",
                    "..agent.conflict..",
                    "..agent.events..",
                    "..agent.health..",
                    "..agent.datagram..",
                    "..agent.storage..",
                    "..agent.cli..");

    @ArchTest
    static final ArchRule noAgentKnowsTheElector = noClasses()
            .that()
            .resideOutsideOfPackages("..agent.elect..", "..agent.cli..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("..agent.elect..");

    /** What it decides, it decides from what it is handed; so it can be tried out without a network. */
    @ArchTest
    static final ArchRule theElectionWaitsForNothing = noClasses()
            .that()
            .resideInAnyPackage("..agent.elect.election..", "..agent.elect.hold..")
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(System.class, "nanoTime")
            .orShould()
            .dependOnClassesThat()
            .belongToAnyOf(Thread.class, java.util.Timer.class)
            .orShould()
            .dependOnClassesThat()
            .resideInAnyPackage("java.util.concurrent..", "java.net.http..", "java.nio..");

    /**
     * Adapters are chosen where the agent or the elector is put together, and by the commands that look at a machine
     * without an agent.
     */
    @ArchTest
    static final ArchRule adaptersAreChosenByNodeElectAndCliAlone = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "..agent.node..",
                    "..agent.elect",
                    "..agent.cli..",
                    "..agent.netlink..",
                    "..agent.nftables..",
                    "..agent.frames..",
                    "..agent.storage..",
                    "..agent.datagram..",
                    "..agent.health.probe..",
                    "..agent.metrics..",
                    "..agent.rest..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "..agent.netlink..",
                    "..agent.nftables..",
                    "..agent.frames..",
                    "..agent.storage..",
                    "..agent.datagram..",
                    "..agent.health.probe..",
                    "..agent.metrics..",
                    "..agent.rest..");

    @ArchTest
    static final ArchRule packagesFormNoCycle =
            slices().matching("dev.quorumvip.agent.(**)").should().beFreeOfCycles();

    private static ArchRule onlyIn(String library, String... rooms) {
        return noClasses()
                .that()
                .resideOutsideOfPackages(rooms)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(library);
    }

    private static DescribedPredicate<JavaClass> inConsensusBut(Class<?> allowed) {
        return DescribedPredicate.describe(
                "are in consensus, other than " + allowed.getSimpleName(),
                type -> type.getPackageName().equals(allowed.getPackageName()) && !type.isEquivalentTo(allowed));
    }

    private static ArchCondition<JavaCodeUnit> catchEverything() {
        return new ArchCondition<>("catch Throwable, Exception or RuntimeException") {
            @Override
            public void check(JavaCodeUnit unit, ConditionEvents events) {
                boolean caught = unit.getTryCatchBlocks().stream()
                        .flatMap(block -> block.getCaughtThrowables().stream())
                        .map(JavaClass::getName)
                        .anyMatch(name -> CATCHES_ALL.contains(name) && !writtenByTheCompiler(unit, name));
                String message = unit.getDescription() + (caught ? " catches" : " does not catch") + " everything in "
                        + unit.getSourceCodeLocation();
                events.add(new SimpleConditionEvent(unit, caught, message));
            }
        };
    }

    /** A record pattern becomes a catch of Throwable that throws a MatchException (JLS 14.30.2). */
    private static boolean writtenByTheCompiler(JavaCodeUnit unit, String caught) {
        return caught.equals(Throwable.class.getName())
                && unit.getConstructorCallsFromSelf().stream()
                        .anyMatch(call -> call.getTargetOwner().isEquivalentTo(MatchException.class));
    }
}
