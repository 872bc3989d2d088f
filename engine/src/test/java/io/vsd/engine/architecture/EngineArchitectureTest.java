package io.vsd.engine.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

@AnalyzeClasses(packages = "io.vsd.engine", importOptions = ImportOption.DoNotIncludeTests.class)
class EngineArchitectureTest {

  @ArchTest
  static final ArchRule decisionsArePlainJava =
      classes()
          .that()
          .resideInAnyPackage(
              "..tokentree..", "..decoding..", "..expert..", "..objective..", "..price..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java..",
              "org.jspecify..",
              "io.vsd.engine.tokentree..",
              "io.vsd.engine.decoding..",
              "io.vsd.engine.expert..",
              "io.vsd.engine.price..",
              "io.vsd.engine.objective..")
          .because(
              "trees, verification, experts and objectives are tested by enumeration: move tensors and I/O"
                  + " to engine.model, engine.draft or engine.training and pass plain arrays");

  @ArchTest
  static final ArchRule templatesReachNothing =
      classes()
          .that()
          .resideInAPackage("..template..")
          .should()
          .onlyDependOnClassesThat()
          .resideInAnyPackage(
              "java.lang",
              "java.lang.annotation",
              "java.lang.invoke",
              "java.lang.runtime",
              "java.math..",
              "java.time..",
              "java.util..",
              "org.jspecify..",
              "io.vsd.engine.template..")
          .because(
              "templates come with models from anywhere, so what interprets them has no files, no"
                  + " network and no reflection: pass values in from engine.text");

  @ArchTest
  static final ArchRule noFrameworkEntersTheEngine =
      noClasses()
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "io.quarkus..", "jakarta..", "io.grpc..", "org.apache.kafka..", "io.vsd.proto..")
          .because("the engine runs in any process: put framework code in a service's thin shell");

  @ArchTest
  static final ArchRule libtorchHasARoomOfItsOwn =
      noClasses()
          .that()
          .resideOutsideOfPackages("..engine.torch..", "..engine.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "ai.djl.pytorch..", "ai.djl.ndarray..", "ai.djl.engine..", "ai.djl.training..")
          .because(
              "a process without libtorch must run everything else: implement an interface of"
                  + " engine.model or engine.draft in engine.torch");

  @ArchTest
  static final ArchRule djlTokenizesInText =
      noClasses()
          .that()
          .resideOutsideOfPackage("..engine.text..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl.huggingface..")
          .because("tokenizers load native code: ask a TextTokenizer");

  @ArchTest
  static final ArchRule vectorsStayInTheCpuBackend =
      noClasses()
          .that()
          .resideOutsideOfPackage("..engine.cpu..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("jdk.incubator.vector..")
          .because("a module that incubates is added by the launcher: put kernels into engine.cpu");

  @ArchTest
  static final ArchRule callersSeeNoBackend =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "..engine.backend..", "..engine.torch..", "..engine.cpu..", "..engine.training..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("..engine.torch..", "..engine.cpu..")
          .because("what computes is chosen by the device's name: open models by Backends");

  @ArchTest
  static final ArchRule formatsKnowNoModelAndModelsNoHub =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("formats")
          .definedBy("io.vsd.engine.format..")
          .layer("model on disk")
          .definedBy("io.vsd.engine.weights..")
          .layer("hub")
          .definedBy("io.vsd.engine.hub..")
          .whereLayer("hub")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("model on disk")
          .mayOnlyBeAccessedByLayers("hub")
          .because(
              "a file is read the same whoever downloaded it: pass what it needs as arguments");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices()
          .matching("io.vsd.engine.(*)..")
          .should()
          .beFreeOfCycles()
          .because("a cycle means that a package has two jobs: split it");

  @ArchTest
  static final ArchRule systemPropertiesStayInConfiguration =
      noClasses()
          .should()
          .callMethod(System.class, "getProperty", String.class)
          .because("settings reach the engine as arguments: read them where the process starts");
}
