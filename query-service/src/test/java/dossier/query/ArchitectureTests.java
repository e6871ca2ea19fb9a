package dossier.query;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dossier.query", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule free_of_Axon = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.axonframework..", "dossier.command..");

    @ArchTest
    static final ArchRule no_wall_clock = noClasses().should().callMethod(Instant.class, "now").orShould()
            .callMethod(LocalDate.class, "now").orShould().callMethod(System.class, "currentTimeMillis").orShould()
            .callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule no_random_ids = noClasses().should().callMethod(UUID.class, "randomUUID");

    @ArchTest
    static final ArchRule package_private_but_for_its_start = classes().that().areTopLevelClasses().and()
            .doNotHaveSimpleName("QueryService").should().notHaveModifier(JavaModifier.PUBLIC);
}
