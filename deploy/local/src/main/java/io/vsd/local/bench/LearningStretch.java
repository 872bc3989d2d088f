package io.vsd.local.bench;

import io.vsd.local.client.CallException;
import io.vsd.local.client.ServiceStatus;
import io.vsd.local.cluster.LocalCluster;
import io.vsd.local.cluster.ServiceProcess;
import io.vsd.local.generate.Conversation;
import io.vsd.proto.speculation.v1.Consent;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Serves prompts under a condition and watches what the services use meanwhile. */
record LearningStretch(LocalCluster cluster, Traffic traffic) {

  /** How much of the loop runs. */
  enum Condition {
    /** Nothing is logged and the trainer's process is stopped. */
    STILL(Consent.CONSENT_OFF, false),
    /** Every round is logged in full; the trainer's process is stopped. */
    LOGGED(Consent.CONSENT_FULL, false),
    /** Every round is logged in full and the trainer has more to learn from than it can. */
    LEARNING(Consent.CONSENT_FULL, true);

    private final Consent consent;
    private final boolean trainerRuns;

    Condition(Consent consent, boolean trainerRuns) {
      this.consent = consent;
      this.trainerRuns = trainerRuns;
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * What a stretch was like.
   *
   * @param steps that the trainer took meanwhile
   * @param cores that each service used on average
   */
  record Seen(Traffic.Stretch replies, long steps, Map<String, Double> cores) {}

  Seen serve(List<Conversation> prompts, Condition condition)
      throws CallException, IOException, InterruptedException {
    ServiceProcess trainer = cluster.service("trainer");
    ProcessSignals.resume(trainer.pid());
    long steps = ServiceStatus.trainer(trainer.address()).getOptimizerSteps();
    if (!condition.trainerRuns) {
      ProcessSignals.stop(trainer.pid());
    }
    Map<String, Double> before = processorSeconds();
    long begin = System.nanoTime();
    Traffic.Stretch replies = traffic.serve(prompts, condition.consent);
    double seconds = (System.nanoTime() - begin) / 1e9;
    Map<String, Double> cores = processorSeconds();
    cores.replaceAll((name, after) -> (after - before.getOrDefault(name, 0.0)) / seconds);
    ProcessSignals.resume(trainer.pid());
    steps = ServiceStatus.trainer(trainer.address()).getOptimizerSteps() - steps;
    return new Seen(replies, steps, cores);
  }

  private Map<String, Double> processorSeconds() throws IOException {
    Map<String, Double> seconds = new LinkedHashMap<>();
    for (ServiceProcess service : cluster.services()) {
      seconds.put(service.name(), ProcessorTime.seconds(service.pid()));
    }
    return seconds;
  }
}
