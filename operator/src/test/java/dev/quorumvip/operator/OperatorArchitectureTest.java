package dev.quorumvip.operator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "dev.quorumvip.operator", importOptions = ImportOption.DoNotIncludeTests.class)
class OperatorArchitectureTest {
    @ArchTest
    static final ArchRule theWatchNeedsNoKubernetes = noClasses()
            .that()
            .resideInAPackage("..operator.quorum..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule plannersDoNothingThemselves = noClasses()
            .that()
            .haveSimpleNameEndingWith("Planner")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.fabric8..", "io.javaoperatorsdk..", "dev.quorumvip.client..", "java.net..")
            .orShould()
            .accessClassesThat()
            .belongToAnyOf(Thread.class, java.time.Clock.class);

    @ArchTest
    static final ArchRule onlyTheReconcilerKnowsTheOperatorSdk = noClasses()
            .that()
            .resideOutsideOfPackage("..operator.vip..")
            .and()
            .doNotHaveSimpleName("ReconcilingTerm")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.javaoperatorsdk..");

    @ArchTest
    static final ArchRule nobodyDependsOnTheAgentItself =
            noClasses().should().dependOnClassesThat().resideInAPackage("dev.quorumvip.agent..");

    @ArchTest
    static final ArchRule wallClocksAreHandedIn = noClasses()
            .should()
            .callMethod(System.class, "currentTimeMillis")
            .orShould()
            .callMethod(java.time.Instant.class, "now");
}
