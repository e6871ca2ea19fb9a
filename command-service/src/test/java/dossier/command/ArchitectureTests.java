package dossier.command;

import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import java.util.UUID;

import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import org.axonframework.common.IdentifierFactory;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

@AnalyzeClasses(packages = "dossier.command", importOptions = DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule the_model_reads_no_wall_clock_and_draws_no_ids = noClasses().that()
            .haveSimpleNameStartingWith("CardApplication").or().resideInAPackage("..policy..").or()
            .haveSimpleName("ApplicationCommand").or().haveSimpleName("Rule")
            .should().callMethod(Instant.class, "now").orShould().callMethod(LocalDate.class, "now")
            .orShould().callMethod(UUID.class, "randomUUID").orShould().dependOnClassesThat()
            .areAssignableTo(Random.class)
            .orShould().dependOnClassesThat().areAssignableTo(Clock.class)
            .orShould().dependOnClassesThat().areAssignableTo(IdentifierFactory.class);

    @ArchTest
    static final ArchRule nobody_asks_the_wall_clock_but_through_a_clock = noClasses()
            .should().callMethod(Instant.class, "now").orShould().callMethod(LocalDate.class, "now")
            .orShould().callMethod(System.class, "currentTimeMillis");

    @ArchTest
    static final ArchRule the_model_knows_no_web_database_or_spring = noClasses().that()
            .haveSimpleNameStartingWith("CardApplication").or().resideInAPackage("..policy..")
            .should().dependOnClassesThat().resideInAnyPackage("org.springframework..", "java.sql..", "javax.sql..",
                    "jakarta.servlet..", "org.apache.kafka..");

    @ArchTest
    static final ArchRule the_log_knows_nothing_of_commands = noClasses().that().resideInAPackage("..log..")
            .should().dependOnClassesThat().resideInAnyPackage("dossier.command", "..policy..", "..identity..");

    @ArchTest
    static final ArchRule packages_form_no_circle = slices().matching("dossier.command.(*)..").should()
            .beFreeOfCycles();

    @ArchTest
    static final ArchRule types_of_the_root_package_are_its_own = classes().that().resideInAPackage("dossier.command")
            .and().areTopLevelClasses().and().doNotHaveSimpleName("CommandService").should().notBePublic();
}
