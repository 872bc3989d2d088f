package io.vsd.local.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vsd.local", importOptions = ImportOption.DoNotIncludeTests.class)
class LocalArchitectureTest {

  @ArchTest
  static final ArchRule servicesAreReachedThroughTheClient =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vsd.local.client..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.grpc..")
          .because("a failed call must become a CallException with the service's reason");

  @ArchTest
  static final ArchRule kafkaStaysInBroker =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vsd.local.broker..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.kafka..", "kafka..")
          .because("the broker is a process of its own, like any service");

  @ArchTest
  static final ArchRule theCommandLineIsAThinShell =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vsd.local.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("picocli..", "io.vsd.local.cli..")
          .because("what a command does must run without it: pass settings, not options");

  @ArchTest
  static final ArchRule targetsAreLoadedByTheServices =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.vsd.local.inprocess..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "io.vsd.engine.model..",
              "io.vsd.engine.draft..",
              "io.vsd.engine.training..")
          .because(
              "the command line stays small: ask a service for it, or measure in a process of inprocess");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.vsd.local.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle means that a package has two jobs: split it");
}
