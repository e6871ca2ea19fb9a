package dossier.events;

import java.time.Clock;
import java.util.UUID;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

@AnalyzeClasses(packages = "dossier.events", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTests {

    @ArchTest
    static final ArchRule KNOWS_NO_FRAMEWORK = noClasses().should().dependOnClassesThat()
            .resideInAnyPackage("org.springframework..", "org.axonframework..", "jakarta.persistence..");

    /** Time and ids enter at the edge, so that an old log gives the same state in any year. */
    @ArchTest
    static final ArchRule READS_NO_CLOCK_AND_ROLLS_NO_DICE = noClasses().should().accessTargetWhere(
            new DescribedPredicate<JavaAccess<?>>("it is a wall clock or a random id") {
                @Override
                public boolean test(JavaAccess<?> access) {
                    var name = access.getTarget().getName();
                    var owner = access.getTargetOwner();
                    return isTime(owner) && (name.equals("now") || name.startsWith("system") || name.equals("tick"))
                            || owner.isEquivalentTo(System.class) && name.matches("currentTimeMillis|nanoTime")
                            || owner.isEquivalentTo(UUID.class) && name.equals("randomUUID");
                }
            });

    private static boolean isTime(JavaClass owner) {
        return owner.getPackageName().equals(Clock.class.getPackageName());
    }
}
