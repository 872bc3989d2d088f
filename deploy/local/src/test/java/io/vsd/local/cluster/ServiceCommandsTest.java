package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.config.Workspace;
import io.vsd.local.ports.PortTakenException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ServiceCommandsTest {
  private static final Workspace WORKSPACE =
      new Workspace(Path.of("/home"), Path.of("/jdk/bin/java"), Map.of("PATH", "/nowhere"));

  private static List<ServiceSpec> specs(ClusterPlan plan) throws PortTakenException {
    return new ServiceCommands(WORKSPACE, plan, ClusterStand.memory(plan)).specs();
  }

  private static final ClusterPlan PLAN =
      ClusterPlan.of(Path.of("/state"), "some/model", Optional.of(Path.of("/draft"))).onFreePorts();

  @Test
  void startsBrokerVerifiersTrainerAndDraftInThisOrderOnPortsOfTheirOwn() throws Exception {
    List<ServiceSpec> specs = specs(PLAN.withVerifiers(2));

    assertThat(specs)
        .extracting(ServiceSpec::name)
        .containsExactly("broker", "verifier", "verifier-2", "trainer", "draft");
    assertThat(specs).extracting(ServiceSpec::port).doesNotHaveDuplicates();
    assertThat(specs).extracting(ServiceSpec::address).allMatch(a -> a.startsWith("127.0.0.1:"));
  }

  @Test
  void theDraftKnowsItsVerifiersItsTrainerAndTheLog() throws Exception {
    List<ServiceSpec> specs = specs(PLAN.withVerifiers(2));
    List<String> draft = specs.getLast().command();

    assertThat(draft)
        .contains(
            "-Dvsd.draft.verifiers=" + specs.get(1).address() + "," + specs.get(2).address(),
            "-Dvsd.draft.trainer=" + specs.get(3).address(),
            "-Dvsd.kafka.bootstrap-servers=" + specs.get(0).address(),
            "-Dvsd.draft.checkpoint=/draft",
            "-Dvsd.model=some/model",
            "-Dvsd.threads=1");
  }

  @Test
  void withoutLearningThereIsNeitherBrokerNorTrainerNorLog() throws Exception {
    List<ServiceSpec> specs = specs(PLAN.withoutLearning());

    assertThat(specs).extracting(ServiceSpec::name).containsExactly("verifier", "draft");
    assertThat(specs.getLast().command())
        .noneMatch(a -> a.contains("kafka") || a.contains("vsd.draft.trainer"));
  }

  @Test
  void settingsOfThePlanWin() throws Exception {
    ClusterPlan plan =
        PLAN.with(ServiceRole.VERIFIER, "vsd.threads", "7")
            .with(ServiceRole.TRAINER, "vsd.threads", "3");

    assertThat(specs(plan).get(1).command()).contains("-Dvsd.threads=7");
    assertThat(specs(plan).get(1).environment()).doesNotContainKey("OMP_NUM_THREADS");
    assertThat(specs(plan).get(2).environment()).containsEntry("OMP_NUM_THREADS", "3");
  }
}
