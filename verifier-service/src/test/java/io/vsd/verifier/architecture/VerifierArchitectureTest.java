package io.vsd.verifier.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vsd.verifier", importOptions = ImportOption.DoNotIncludeTests.class)
class VerifierArchitectureTest {
  @ArchTest
  static final ArchRule decisionsKnowNoFramework =
      noClasses()
          .that()
          .resideInAnyPackage("..session..", "..target..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..", "io.quarkus..", "jakarta..", "org.apache.kafka..", "io.vsd.proto..")
          .because("sessions are pure: map messages in speculation and pass commands");

  @ArchTest
  static final ArchRule onlyEventsKnowKafka =
      noClasses()
          .that()
          .resideOutsideOfPackage("..events..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..")
          .because("the log is behind RoundLog: add to it instead of producing records elsewhere");

  @ArchTest
  static final ArchRule onlyTargetTouchesTheNetwork =
      noClasses()
          .that()
          .resideOutsideOfPackages("..target..", "..health..")
          .should()
          .dependOnClassesThat()
          .haveSimpleName("TargetModel")
          .because("the model is behind Target, so that a fake of a few lines can stand for it");

  @ArchTest
  static final ArchRule servicesDoNotKnowEachOther =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("io.vsd.draft..", "io.vsd.trainer..", "io.vsd.local..")
          .because("services share contracts only: move the common part to proto or engine");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.vsd.verifier.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle means that a package has two jobs: split it");
}
