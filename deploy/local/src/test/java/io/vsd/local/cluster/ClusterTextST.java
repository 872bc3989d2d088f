package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Law 1 on real processes: tokens depend on target, prompt, parameters and seed only, whatever
 * happens to the rest of the cluster. Two verifiers, a draft, a trainer and a real broker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTextST {
  private static final int TOKENS = 40;
  private static final int LONG = 300;

  private ClusterStand stand;
  private EqualTextScenario scenario;

  @BeforeAll
  void startCluster() throws Exception {
    stand = ClusterStand.start(ClusterStand.tinyPlan("text").withVerifiers(2));
    List<GenerateRequest.Builder> requests = new ArrayList<>();
    for (String prompt : ClusterStand.PROMPTS) {
      requests.addAll(
          EqualTextScenario.atEveryTemperature(ClusterStand.request(prompt, 0, TOKENS)));
    }
    scenario = new EqualTextScenario(stand, requests);
  }

  @AfterAll
  void stopCluster() {
    stand.close();
  }

  @Test
  void sameTextWithSpeculationOnAndOffAtEveryTemperature() throws Exception {
    assertThat(scenario.speculationOnAndOff()).as("accepted drafted tokens").isPositive();
  }

  @Test
  void sameTextWhateverTheTreeShape() throws Exception {
    scenario.anotherTreeShape(ClusterStand.tinyPlan("shape"));
  }

  @Test
  void sameTextAloneAndAmongOtherRequests() throws Exception {
    scenario.aloneAndAmongOtherRequests();
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.7, 1})
  void sameTextWhenTheVerifierIsKilledInMidSentence(double temperature) throws Exception {
    scenario.verifierKilledInMidSentence(longRequest(temperature), 10);
  }

  @Test
  void repliesDoNotChangeWhenTheBrokerIsKilled() throws Exception {
    GenerateRequest.Builder request =
        ClusterStand.request(ClusterStand.PROMPTS.get(1), 0.7, TOKENS)
            .setConsent(Consent.CONSENT_FULL);
    List<Integer> before = stand.generate(request).tokenIds();
    stand.cluster().service("broker").kill();
    List<Integer> without = stand.generate(request).tokenIds();
    stand.cluster().restart("broker");
    assertThat(without).isEqualTo(before);
    assertThat(stand.generate(request).tokenIds()).isEqualTo(before);
  }

  @Test
  void whatServesLoadsNoLibtorchAndWhatTrainsDoes() throws Exception {
    assertThat(mapped("verifier")).noneMatch(line -> line.contains("libtorch"));
    assertThat(mapped("draft")).noneMatch(line -> line.contains("libtorch"));
    // It loads its program when it is ready already, and only while requests leave it time.
    ClusterStand.await(
        Duration.ofMinutes(1),
        () -> mapped("trainer"),
        lines -> lines.stream().anyMatch(line -> line.contains("libtorch")));
  }

  private List<String> mapped(String service) throws IOException {
    return Files.readAllLines(
        Path.of("/proc", Long.toString(stand.cluster().service(service).pid()), "maps"));
  }

  /** A request whose text is long enough to be interrupted. */
  private GenerateRequest.Builder longRequest(double temperature) throws Exception {
    for (int i = 0; i < 40; i++) {
      GenerateRequest.Builder request =
          ClusterStand.request("sentence number " + i, temperature, LONG);
      if (stand.generate(request).tokens().size() == LONG) {
        return request;
      }
    }
    throw new AssertionError("the tiny model ends all its texts early");
  }
}
