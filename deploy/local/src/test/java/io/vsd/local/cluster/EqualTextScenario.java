package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.client.CallException;
import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.proto.generation.v1.GenerateRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Law 1: tokens depend on target, prompt, parameters and seed only. Each method changes something
 * else and compares the tokens of the same requests.
 */
final class EqualTextScenario {
  static final double[] TEMPERATURES = {0, 0.7, 1};

  private static final int KILL_ATTEMPTS = 10;

  private final ClusterStand stand;
  private final List<GenerateRequest.Builder> requests;

  EqualTextScenario(ClusterStand stand, List<GenerateRequest.Builder> requests) {
    this.stand = stand;
    this.requests = List.copyOf(requests);
  }

  /** The same request at each temperature. */
  static List<GenerateRequest.Builder> atEveryTemperature(GenerateRequest.Builder request) {
    List<GenerateRequest.Builder> all = new ArrayList<>();
    for (double temperature : TEMPERATURES) {
      GenerateRequest.Builder one = request.clone();
      one.getSamplingBuilder().setTemperature(temperature);
      all.add(one);
    }
    return all;
  }

  /** With speculation and without; returns how many drafted tokens were accepted. */
  long speculationOnAndOff() throws Exception {
    long accepted = 0;
    for (GenerateRequest.Builder request : requests) {
      Reply speculative = stand.generate(request);
      assertThat(speculative.tokenIds()).as(named(request)).isEqualTo(stand.plain(request));
      accepted += speculative.finished().getNumAcceptedTokens();
    }
    return accepted;
  }

  /** On this cluster and on one whose draft grows other trees. */
  void anotherTreeShape(ClusterPlan plan) throws Exception {
    ClusterPlan other =
        plan.onFreePorts()
            .withoutLearning()
            .with(ServiceRole.DRAFT, "vsd.draft.tree.max-nodes", "3")
            .with(ServiceRole.DRAFT, "vsd.draft.tree.max-depth", "2");
    try (ClusterStand shaped = ClusterStand.start(other)) {
      for (GenerateRequest.Builder request : requests) {
        assertThat(shaped.generate(request).tokenIds())
            .as(named(request))
            .isEqualTo(stand.generate(request).tokenIds());
      }
    }
  }

  /** One after the other and four at once. */
  void aloneAndAmongOtherRequests() throws Exception {
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

  /** Undisturbed and with the verifier killed after so many rounds, which is then restarted. */
  void verifierKilledInMidSentence(GenerateRequest.Builder request, long rounds) throws Exception {
    List<Integer> undisturbed = stand.generate(request).tokenIds();
    for (int attempt = 0; attempt < KILL_ATTEMPTS; attempt++) {
      List<String> killed = new ArrayList<>();
      Reply reply =
          stand
              .client()
              .generate(
                  request.build(),
                  tokens -> {
                    if (tokens.getRound() >= rounds && killed.isEmpty()) {
                      killed.addAll(killBusyVerifier());
                    }
                  });
      assertThat(reply.tokenIds()).as(named(request)).isEqualTo(undisturbed);
      for (String verifier : killed) {
        stand.cluster().restart(verifier);
      }
      if (reply.finished().getReopened() > 0) {
        return;
      }
    }
    throw new AssertionError("no reply had to move to another verifier");
  }

  /** Kills the one that has a session; none, where the reply has been decoded to its end. */
  private List<String> killBusyVerifier() {
    try {
      for (String name : List.of("verifier", "verifier-2")) {
        ServiceProcess verifier = stand.cluster().service(name);
        if (ServiceStatus.verifier(verifier.address()).getLoad().getActiveSessions() > 0) {
          verifier.kill();
          return List.of(name);
        }
      }
      return List.of();
    } catch (CallException e) {
      throw new AssertionError("a verifier does not answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /**
   * Replies that run all the time while something happens; returns those that began with one draft
   * and ended with another.
   */
  List<Reply> across(Happening happening) throws Exception {
    List<List<Integer>> undisturbed = new ArrayList<>();
    for (GenerateRequest.Builder request : requests) {
      undisturbed.add(stand.generate(request).tokenIds());
    }
    AtomicBoolean over = new AtomicBoolean();
    List<Reply> replies = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(requests.size())) {
      List<Future<List<Reply>>> futures = new ArrayList<>();
      for (int i = 0; i < requests.size(); i++) {
        GenerateRequest.Builder request = requests.get(i);
        List<Integer> expected = undisturbed.get(i);
        futures.add(workers.submit(() -> repeat(request, expected, over)));
      }
      try {
        happening.run();
      } finally {
        over.set(true);
      }
      for (Future<List<Reply>> future : futures) {
        replies.addAll(future.get());
      }
    }
    return replies.stream().filter(r -> r.finished().getDraftVersionsCount() > 1).toList();
  }

  private List<Reply> repeat(
      GenerateRequest.Builder request, List<Integer> expected, AtomicBoolean over)
      throws Exception {
    List<Reply> replies = new ArrayList<>();
    do {
      Reply reply = stand.generate(request);
      assertThat(reply.tokenIds()).as(named(request)).isEqualTo(expected);
      replies.add(reply);
    } while (!over.get());
    return replies;
  }

  private static String named(GenerateRequest.Builder request) {
    return "%s at temperature %s"
        .formatted(
            request.getPrompt().isEmpty() ? request.getChat() : request.getPrompt(),
            request.getSampling().getTemperature());
  }

  /** What happens meanwhile. */
  @FunctionalInterface
  interface Happening {
    void run() throws Exception;
  }
}
