package io.vsd.local.demo;

import java.util.List;

/**
 * What came of the traffic.
 *
 * @param served replies that may be learned from
 * @param seconds from the first request to the swap, or to giving up
 * @param promoted checkpoints that the trainer promoted
 * @param refused checkpoints that it refused
 * @param swaps drafts that the draft-service swapped in
 * @param optimizerSteps steps so far
 * @param busySpeeds plain tokens/s of probes while the trainer had work
 * @param idleSpeeds the same while it had none
 */
public record LearningOutcome(
    int served,
    double seconds,
    long promoted,
    long refused,
    long swaps,
    long optimizerSteps,
    List<Double> busySpeeds,
    List<Double> idleSpeeds) {
  public LearningOutcome {
    busySpeeds = List.copyOf(busySpeeds);
    idleSpeeds = List.copyOf(idleSpeeds);
  }

  /** Whether a checkpoint learned from this traffic serves. */
  public boolean learned() {
    return promoted > 0 && swaps > 0;
  }
}
