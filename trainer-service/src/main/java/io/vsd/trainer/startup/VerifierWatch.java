package io.vsd.trainer.startup;

import io.grpc.StatusRuntimeException;
import io.vsd.proto.speculation.v1.DescribeResponse;
import io.vsd.trainer.loop.RoundCosts;
import io.vsd.trainer.loop.TrainerBoard;
import io.vsd.trainer.loop.TrainerProgress;
import io.vsd.trainer.promotion.CostCurve;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks the verifiers now and then whom they serve and what their forward passes cost. What one said
 * last stays known while it does not answer.
 */
final class VerifierWatch implements RoundCosts, AutoCloseable {

  /**
   * Plain rounds that a round costs where nobody has measured: more than 1.8 to 2.4, which trees of
   * 8 nodes cost on the machines that this was made on.
   */
  static final double UNMEASURED_ROUND_COST = 2.5;

  private static final Duration EVERY = Duration.ofSeconds(10);

  private final VerifierChannels verifiers;
  private final int treeNodes;
  private final OptionalDouble fixedRoundCost;
  private final TrainerBoard board;
  private final Map<String, DescribeResponse> said = new ConcurrentHashMap<>();
  private final Thread thread;

  /**
   * Begins to ask.
   *
   * @param fixedRoundCost what an operator said that a round costs, which is then not measured
   */
  VerifierWatch(
      VerifierChannels verifiers,
      int treeNodes,
      OptionalDouble fixedRoundCost,
      TrainerBoard board) {
    this.verifiers = verifiers;
    this.treeNodes = treeNodes;
    this.fixedRoundCost = fixedRoundCost;
    this.board = board;
    this.thread = Thread.ofPlatform().name("verifier-watch").daemon().start(this::watch);
  }

  /** The dearest of the verifiers' answers. */
  @Override
  public double roundCost(Duration drafting) {
    if (fixedRoundCost.isPresent()) {
      return fixedRoundCost.getAsDouble();
    }
    look();
    return said.values().stream()
        .map(d -> curve(d).roundCost(treeNodes, drafting))
        .flatMapToDouble(OptionalDouble::stream)
        .max()
        .orElse(UNMEASURED_ROUND_COST);
  }

  private void watch() {
    try {
      while (true) {
        look();
        Thread.sleep(EVERY);
      }
    } catch (InterruptedException closing) {
      Thread.currentThread().interrupt();
    }
  }

  private void look() {
    List<TrainerProgress.Target> served = new ArrayList<>();
    for (VerifierChannels.Verifier verifier : verifiers.all()) {
      try {
        said.put(verifier.address(), verifier.describe());
      } catch (StatusRuntimeException away) {
        // What it said before is the best there is.
      }
      DescribeResponse description = said.get(verifier.address());
      if (description != null) {
        served.add(
            new TrainerProgress.Target(
                verifier.address(),
                description.getModelName(),
                description.getDtype(),
                description.getFingerprint()));
      }
    }
    board.verifiers(served);
  }

  private static CostCurve curve(DescribeResponse description) {
    return new CostCurve(
        description.getCostCurveList().stream()
            .map(p -> new CostCurve.Point(p.getRows(), p.getNanos()))
            .toList());
  }

  @Override
  public void close() {
    thread.interrupt();
    verifiers.close();
  }
}
