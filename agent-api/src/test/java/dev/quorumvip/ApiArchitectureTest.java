package dev.quorumvip;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The contract stands by itself; what is built upon it has few needs, since the operator takes it all along. */
@AnalyzeClasses(packages = "dev.quorumvip", importOptions = DoNotIncludeTests.class)
class ApiArchitectureTest {
    @ArchTest
    static final ArchRule theContractKnowsNobodyAndDoesNothing = classes()
            .that()
            .resideInAPackage("dev.quorumvip.api")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.quorumvip.api",
                    "java.lang..",
                    "java.util",
                    "java.util.function..",
                    "java.util.stream..",
                    "java.util.regex..",
                    "java.time..",
                    "java.io..",
                    "java.net",
                    "java.math..",
                    "java.nio",
                    "com.fasterxml.jackson..",
                    "org.jspecify..");

    @ArchTest
    static final ArchRule theContractDoesNoNetworking = noClasses()
            .that()
            .resideInAPackage("dev.quorumvip.api")
            .should()
            .dependOnClassesThat()
            .belongToAnyOf(java.net.Socket.class, java.net.ServerSocket.class, java.net.URLConnection.class);

    @ArchTest
    static final ArchRule theClientNeedsNothingButTheContract = classes()
            .that()
            .resideInAPackage("dev.quorumvip.client")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "dev.quorumvip.client",
                    "dev.quorumvip.api",
                    "dev.quorumvip.tls",
                    "java..",
                    "javax.net.ssl..",
                    "org.jspecify..");

    /** Anybody may be somebody: an identity knows nothing of what it is used for. */
    @ArchTest
    static final ArchRule identitiesNeedNothingButTheJdk = classes()
            .that()
            .resideInAPackage("dev.quorumvip.tls")
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("dev.quorumvip.tls", "java..", "javax..", "org.jspecify..");
}
