package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.speculation.v1.Consent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Law 1 on real processes: tokens depend on target, prompt, parameters and seed only, whatever
 * happens to the rest of the cluster. Two verifiers, a draft, a trainer and a real broker.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ClusterTextST {
  private static final double[] TEMPERATURES = {0, 0.7, 1};
  private static final int TOKENS = 40;
  private static final int LONG = 300;

  private ClusterStand stand;

  @BeforeAll
  void startCluster() throws Exception {
    stand = ClusterStand.start(ClusterStand.tinyPlan("text").withVerifiers(2));
  }

  @AfterAll
  void stopCluster() {
    stand.close();
  }

  @Test
  void sameTextWithSpeculationOnAndOffAtEveryTemperature() throws Exception {
    long accepted = 0;
    for (String prompt : ClusterStand.PROMPTS) {
      for (double temperature : TEMPERATURES) {
        GenerateRequest.Builder request = ClusterStand.request(prompt, temperature, TOKENS);
        Reply speculative = stand.generate(request);
        assertThat(speculative.tokenIds())
            .as("%s at temperature %s", prompt, temperature)
            .isEqualTo(stand.plain(request));
        accepted += speculative.finished().getNumAcceptedTokens();
      }
    }
    assertThat(accepted).as("drafted tokens that were accepted").isPositive();
  }

  @Test
  void sameTextWhateverTheTreeShape() throws Exception {
    ClusterPlan other =
        ClusterStand.tinyPlan("shape")
            .withoutLearning()
            .with(ServiceRole.DRAFT, "vsd.draft.tree.max-nodes", "21")
            .with(ServiceRole.DRAFT, "vsd.draft.tree.max-depth", "7")
            .with(ServiceRole.DRAFT, "vsd.draft.tree.top-k", "3");
    try (ClusterStand shaped = ClusterStand.start(other)) {
      for (double temperature : TEMPERATURES) {
        GenerateRequest.Builder request =
            ClusterStand.request(ClusterStand.PROMPTS.getFirst(), temperature, TOKENS);
        assertThat(shaped.generate(request).tokenIds())
            .as("temperature %s", temperature)
            .isEqualTo(stand.generate(request).tokenIds());
      }
    }
  }

  @Test
  void sameTextAloneAndAmongOtherRequests() throws Exception {
    List<GenerateRequest.Builder> requests = new ArrayList<>();
    for (String prompt : ClusterStand.PROMPTS) {
      requests.add(ClusterStand.request(prompt, 0, TOKENS));
      requests.add(ClusterStand.request(prompt, 1, TOKENS));
    }
    List<List<Integer>> alone = new ArrayList<>();
    for (GenerateRequest.Builder request : requests) {
      alone.add(stand.generate(request).tokenIds());
    }
    List<List<Integer>> together = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(4)) {
      List<Future<List<Integer>>> futures = new ArrayList<>();
      for (GenerateRequest.Builder request : requests) {
        futures.add(workers.submit(() -> stand.generate(request).tokenIds()));
      }
      for (Future<List<Integer>> future : futures) {
        together.add(future.get());
      }
    }
    assertThat(together).isEqualTo(alone);
  }

  @Test
  void sameTextWhenTheVerifierIsKilledInMidSentence() throws Exception {
    GenerateRequest.Builder request = longRequest();
    List<Integer> undisturbed = stand.generate(request).tokenIds();
    AtomicBoolean killed = new AtomicBoolean();
    AtomicReference<String> victim = new AtomicReference<>("");
    Reply reply =
        stand
            .client()
            .generate(
                request.build(),
                tokens -> {
                  if (tokens.getRound() >= 10 && killed.compareAndSet(false, true)) {
                    victim.set(killBusyVerifier());
                  }
                });
    stand.cluster().restart(Objects.requireNonNull(victim.get(), "no verifier was killed"));
    assertThat(reply.finished().getReopened()).as("moves to another verifier").isPositive();
    assertThat(reply.tokenIds()).isEqualTo(undisturbed);
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

  /** A greedy request whose text is long enough to be interrupted. */
  private GenerateRequest.Builder longRequest() throws Exception {
    for (int i = 0; i < 40; i++) {
      GenerateRequest.Builder request = ClusterStand.request("sentence number " + i, 0, LONG);
      if (stand.generate(request).tokens().size() == LONG) {
        return request;
      }
    }
    throw new AssertionError("the tiny model ends all its texts early");
  }

  private String killBusyVerifier() {
    try {
      return ClusterStand.await(
          Duration.ofSeconds(5),
          () -> {
            for (String name : List.of("verifier", "verifier-2")) {
              ServiceProcess verifier = stand.cluster().service(name);
              if (ServiceStatus.verifier(verifier.address()).getLoad().getActiveSessions() > 0) {
                verifier.kill();
                return name;
              }
            }
            return "";
          },
          name -> !name.isEmpty());
    } catch (Exception e) {
      throw new AssertionError("no verifier was busy", e);
    }
  }
}
