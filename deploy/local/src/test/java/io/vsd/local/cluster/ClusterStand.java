package io.vsd.local.cluster;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.config.Workspace;
import io.vsd.local.memory.ModelSize;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;

/** A cluster of real processes under test, with the client that tests talk through. */
final class ClusterStand implements AutoCloseable {
  static final List<String> PROMPTS =
      List.of("the cat sat", "one two three", "hello there", "in the beginning was");

  private final LocalCluster cluster;
  private final GenerationClient client;

  private ClusterStand(LocalCluster cluster) {
    this.cluster = cluster;
    this.client = new GenerationClient(cluster.service("draft").address());
  }

  static Path directory(String name) {
    return Workspace.current().home().resolve("deploy/local/target/cluster-tests").resolve(name);
  }

  /** A tiny target and a plan for it on free ports, below a directory of that name. */
  static ClusterPlan tinyPlan(String name) throws Exception {
    TinyTarget target = TinyTarget.write(directory(name), 20);
    return ClusterPlan.of(
            directory(name).resolve("state"),
            target.model().toString(),
            Optional.of(target.draft()))
        .onFreePorts()
        // Two threads gain nothing on a model this small and stall where cores are scarce.
        .with(ServiceRole.VERIFIER, "vsd.threads", "1")
        // Its forwards are so fast that no tree would pay for its way.
        .with(ServiceRole.DRAFT, "vsd.draft.tree.whole", "true");
  }

  /** What a plan needs for a target as small as the tests'. */
  static MemoryPlan memory(ClusterPlan plan) {
    return MemoryPlan.of(plan, new ModelSize(100_000, 300, 32, 64, 2, 32, true));
  }

  static ClusterStand start(ClusterPlan plan) throws Exception {
    return start(plan, Workspace.current());
  }

  /** With a trainer of normal priority, for tests whose traffic would leave it no time. */
  static ClusterStand startWithEagerTrainer(ClusterPlan plan) throws Exception {
    Workspace workspace = Workspace.current();
    Map<String, String> environment = new HashMap<>(workspace.environment());
    // Neither setsid nor nice nor chrt is found there.
    environment.put("PATH", "/nowhere");
    return start(plan, new Workspace(workspace.home(), workspace.java(), environment));
  }

  private static ClusterStand start(ClusterPlan plan, Workspace workspace) throws Exception {
    return new ClusterStand(LocalCluster.start(workspace, plan, false, StartupListener.SILENT));
  }

  LocalCluster cluster() {
    return cluster;
  }

  GenerationClient client() {
    return client;
  }

  /** A request for raw text, learned from only if asked. */
  static GenerateRequest.Builder request(String prompt, double temperature, int maxTokens) {
    return GenerateRequest.newBuilder()
        .setPrompt(prompt)
        .setMaxTokens(maxTokens)
        .setSampling(SamplingParameters.newBuilder().setTemperature(temperature).setSeed(11))
        .setSpeculation(SpeculationMode.SPECULATION_MODE_ON)
        .setConsent(Consent.CONSENT_OFF);
  }

  List<Integer> plain(GenerateRequest.Builder request) throws CallException {
    return generate(request.clone().setSpeculation(SpeculationMode.SPECULATION_MODE_OFF))
        .tokenIds();
  }

  Reply generate(GenerateRequest.Builder request) throws CallException {
    return client.generate(request.build(), tokens -> {});
  }

  /** Asks again until the answer pleases, or fails with the last one after the limit. */
  static <T> T await(Duration limit, Callable<T> question, Predicate<T> pleases) throws Exception {
    long end = System.nanoTime() + limit.toNanos();
    while (true) {
      T answer = question.call();
      if (pleases.test(answer)) {
        return answer;
      }
      if (System.nanoTime() > end) {
        throw new AssertionError("not within " + limit + "; last answer: " + answer);
      }
      Thread.sleep(50);
    }
  }

  @Override
  public void close() {
    client.close();
    cluster.close();
  }
}
