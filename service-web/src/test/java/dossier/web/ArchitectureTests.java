package dossier.web;

import java.time.Instant;
import java.util.Set;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dossier.web", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    private static final Set<String> FOR_SERVICES = Set.of("BearerTokens", "Caller", "ProviderAway", "ServiceWeb");

    @ArchTest
    static final ArchRule knows_no_case = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("dossier.events..", "dossier.command..", "dossier.query..");

    @ArchTest
    static final ArchRule no_wall_clock = noClasses().should().callMethod(Instant.class, "now").orShould()
            .callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule package_private_but_for_what_services_use = classes().that().areTopLevelClasses()
            .and(describe("are its own", type -> !FOR_SERVICES.contains(type.getSimpleName()))).should().notBePublic();
}
