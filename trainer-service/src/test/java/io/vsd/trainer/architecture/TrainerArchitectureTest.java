package io.vsd.trainer.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vsd.trainer", importOptions = ImportOption.DoNotIncludeTests.class)
class TrainerArchitectureTest {

  @ArchTest
  static final ArchRule decisionsArePlainJava =
      classes()
          .that()
          .resideInAnyPackage("..promotion..", "..replay..", "..schedule..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.vsd.trainer.promotion..",
              "io.vsd.trainer.replay..",
              "io.vsd.trainer.schedule..",
              "io.vsd.trainer.recording..",
              "io.vsd.engine.decoding..",
              "io.vsd.engine.tokentree..")
          .because("a checkpoint must follow from the log alone: put I/O behind a port of loop");

  @ArchTest
  static final ArchRule theLoopKnowsPortsOnly =
      noClasses()
          .that()
          .resideInAPackage("io.vsd.trainer.loop..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.grpc..", "io.quarkus..", "io.vsd.proto..", "org.apache.kafka..", "ai.djl..")
          .because("tests replay it over kills: map wire types in recording, roundlog or endpoint");

  @ArchTest
  static final ArchRule nativeCodeIsReachedFromLearning =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.vsd.trainer.learning..",
              "io.vsd.trainer.transcripts..",
              "io.vsd.trainer.startup..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl..",
              "io.vsd.engine.draft..",
              "io.vsd.engine.model..",
              "io.vsd.engine.training..")
          .because("tensors have one owner thread: add a method to DraftLearner or DraftJudge");

  @ArchTest
  static final ArchRule kafkaStaysInRoundlog =
      noClasses()
          .that()
          .resideOutsideOfPackages("io.vsd.trainer.roundlog..", "io.vsd.trainer.startup..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..")
          .because("everything else reads records from the port RoundLog");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.vsd.trainer.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle means that a package has two jobs: split it");
}
