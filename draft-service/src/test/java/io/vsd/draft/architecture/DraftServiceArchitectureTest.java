package io.vsd.draft.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vsd.draft", importOptions = ImportOption.DoNotIncludeTests.class)
class DraftServiceArchitectureTest {

  @ArchTest
  static final ArchRule decisionsArePlainJava =
      classes()
          .that()
          .resideInAPackage("..decoding..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.vsd.draft.decoding..",
              "io.vsd.engine.decoding..",
              "io.vsd.engine.expert..",
              "io.vsd.engine.tokentree..")
          .because("tests drive them step by step: put I/O behind a port of io.vsd.draft.drafting");

  @ArchTest
  static final ArchRule theLoopKnowsPortsOnly =
      noClasses()
          .that()
          .resideInAPackage("io.vsd.draft.drafting..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..", "io.quarkus..", "io.vsd.proto..", "org.apache.kafka..", "ai.djl..")
          .because(
              "the loop runs on in-memory ports too: map wire types in verifiers or generation");

  @ArchTest
  static final ArchRule nativeCodeIsReachedInOnePackage =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vsd.draft.model..", "io.vsd.draft.bootstrap..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..", "io.vsd.engine.draft..", "io.vsd.engine.model..", "io.vsd.engine.text..")
          .because("tensors have one owner thread: add a method to a port and adapt it in model");

  @ArchTest
  static final ArchRule kafkaStaysInHotswap =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vsd.draft.hotswap..", "io.vsd.draft.bootstrap..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("serving must not notice a broker: only announcements come from the log");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.vsd.draft.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle means that a package has two jobs: split it");
}
