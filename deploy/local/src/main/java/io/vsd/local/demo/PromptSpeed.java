package io.vsd.local.demo;

import java.util.List;

/**
 * One prompt decoded in both ways, several times in turn.
 *
 * @param id the prompt's id
 * @param tokens generated tokens
 * @param plain tokens/s of each plain run, in order
 * @param speculative tokens/s of each speculative run, in order
 * @param acceptanceLength of the speculative runs
 * @param textsEqual whether all runs gave the same token ids
 */
public record PromptSpeed(
    String id,
    int tokens,
    List<Double> plain,
    List<Double> speculative,
    double acceptanceLength,
    boolean textsEqual) {
  public PromptSpeed {
    plain = List.copyOf(plain);
    speculative = List.copyOf(speculative);
  }

  double medianPlain() {
    return Median.of(plain);
  }

  double medianSpeculative() {
    return Median.of(speculative);
  }
}
