package io.vsd.local.demo;

import io.vsd.local.client.CallException;
import io.vsd.local.client.GenerationClient;
import io.vsd.local.client.Reply;
import io.vsd.local.client.ServiceStatus;
import io.vsd.local.generate.Conversation;
import io.vsd.local.generate.GenerationSettings;
import io.vsd.local.terminal.Style;
import io.vsd.local.terminal.Terminal;
import io.vsd.proto.checkpoint.v1.TrainerStatusResponse;
import io.vsd.proto.generation.v1.SpeculationMode;
import io.vsd.proto.generation.v1.StatusResponse;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.SamplingParameters;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Serves traffic in bursts with pauses, as a small service sees it, and watches the trainer. The
 * first pass over the prompts is greedy; later ones sample, so that they bring new texts.
 */
final class LearningPhase {
  private static final int BURST = 8;
  private static final int MAX_TOKENS = 80;
  private static final int PROBE_TOKENS = 40;
  private static final Duration PAUSE_LIMIT = Duration.ofSeconds(30);
  private static final long POLL_MS = 500;

  private final GenerationClient client;
  private final String trainerAddress;
  private final DemoPrompts prompts;
  private final Terminal out;
  private final List<Double> busySpeeds = new ArrayList<>();
  private final List<Double> idleSpeeds = new ArrayList<>();
  private long begin = System.nanoTime();
  private int served;
  private int turn;
  private double lastAcceptance;

  LearningPhase(GenerationClient client, String trainerAddress, DemoPrompts prompts, Terminal out) {
    this.client = client;
    this.trainerAddress = trainerAddress;
    this.prompts = prompts;
    this.out = out;
  }

  /** Serves until a draft learned from this traffic is swapped in, or the time is over. */
  LearningOutcome run(Duration limit) throws CallException, InterruptedException {
    begin = System.nanoTime();
    probe();
    while (!swapped() && seconds() < limit.toSeconds()) {
      burst();
      probe();
      pause();
      probe();
    }
    out.clearStatus();
    return outcome();
  }

  /** One burst and one pause, for a demo that goes on. */
  LearningOutcome goOn() throws CallException, InterruptedException {
    burst();
    pause();
    return outcome();
  }

  private boolean swapped() throws CallException {
    return trainer().getPromoted() > 0 && client.status().getSwaps() > 0;
  }

  private LearningOutcome outcome() throws CallException {
    TrainerStatusResponse trainer = trainer();
    StatusResponse draft = client.status();
    return new LearningOutcome(
        served,
        seconds(),
        trainer.getPromoted(),
        trainer.getRefused(),
        draft.getSwaps(),
        trainer.getOptimizerSteps(),
        busySpeeds,
        idleSpeeds);
  }

  private void burst() throws CallException {
    long tokens = 0;
    long rounds = 0;
    for (int i = 0; i < BURST; i++) {
      int pass = turn / prompts.traffic().size();
      Conversation prompt = prompts.traffic().get(turn % prompts.traffic().size());
      turn++;
      Reply reply =
          client.generate(settings(pass).request(prompt.opening(), prompt.domain()), group -> {});
      served++;
      tokens += Math.max(0, reply.tokens().size() - 1);
      rounds += reply.finished().getRounds();
      lastAcceptance = rounds == 0 ? 0 : (double) tokens / rounds;
      show(trainer());
    }
    if (!out.interactive()) {
      out.line(describe(trainer()));
    }
  }

  private static GenerationSettings settings(int pass) {
    return new GenerationSettings(
        MAX_TOKENS,
        SamplingParameters.newBuilder().setTemperature(pass == 0 ? 0 : 0.7).setSeed(pass).build(),
        SpeculationMode.SPECULATION_MODE_ON,
        Consent.CONSENT_FULL);
  }

  /**
   * Plain decoding of one fixed prompt, told apart by what the trainer was doing around it: right
   * after a burst it has work, after the pause mostly none.
   */
  private void probe() throws CallException {
    boolean busyBefore = isBusy(trainer());
    Conversation prompt = prompts.showcase().getFirst();
    Reply reply =
        client.generate(
            GenerationSettings.greedy(PROBE_TOKENS, Consent.CONSENT_OFF)
                .speculating(false)
                .request(prompt.opening(), prompt.domain()),
            group -> {});
    boolean busyAfter = isBusy(trainer());
    if (busyBefore == busyAfter) {
      (busyBefore ? busySpeeds : idleSpeeds).add(reply.decodeTokensPerSecond());
    }
  }

  /** Lets the trainer work through what the burst brought. */
  private void pause() throws CallException, InterruptedException {
    long end = System.nanoTime() + PAUSE_LIMIT.toNanos();
    while (System.nanoTime() < end) {
      TrainerStatusResponse trainer = trainer();
      show(trainer);
      if (!isBusy(trainer) || swapped()) {
        return;
      }
      Thread.sleep(POLL_MS);
    }
  }

  private static boolean isBusy(TrainerStatusResponse trainer) {
    return !trainer.getActivity().equals("starved");
  }

  private void show(TrainerStatusResponse trainer) {
    out.status("  " + describe(trainer));
  }

  private String describe(TrainerStatusResponse trainer) {
    return String.format(
        Locale.ROOT,
        "%3.0f s  %d served, acceptance %.2f │ trainer %s: %d steps%s, promoted %d, refused %d",
        seconds(),
        served,
        lastAcceptance,
        out.paint(Style.CYAN, trainer.getActivity()),
        trainer.getOptimizerSteps(),
        trainer.getOptimizerSteps() == 0
            ? ""
            : String.format(Locale.ROOT, ", loss %.2f", trainer.getLastLoss()),
        trainer.getPromoted(),
        trainer.getRefused());
  }

  private double seconds() {
    return (System.nanoTime() - begin) / 1e9;
  }

  private TrainerStatusResponse trainer() throws CallException {
    return ServiceStatus.trainer(trainerAddress);
  }
}
