package io.vsd.draft.generation;

import io.vsd.draft.decoding.DecodingRules;
import io.vsd.draft.drafting.DeviceThread;
import io.vsd.draft.drafting.DraftGenerations;
import io.vsd.draft.drafting.SessionDrafter;
import io.vsd.draft.metrics.DraftMetrics;
import io.vsd.draft.verifiers.FailoverVerifiers;
import io.vsd.draft.verifiers.VerifierDirectory;

/**
 * What every request uses.
 *
 * @param text the target's tokenizer and template
 * @param limits what clients may ask for
 * @param verifiers who may verify
 * @param verifierPatience how long to wait for them
 * @param rules the decisions
 * @param generations the draft
 * @param device the draft's thread
 * @param drafting what a session may use of the draft
 * @param slots requests at once
 * @param metrics counters
 * @param times patience with clients
 */
public record ServingParts(
    TargetText text,
    RequestLimits limits,
    VerifierDirectory verifiers,
    FailoverVerifiers.Patience verifierPatience,
    DecodingRules rules,
    DraftGenerations generations,
    DeviceThread device,
    SessionDrafter.Settings drafting,
    RequestSlots slots,
    DraftMetrics metrics,
    Times times) {

  /**
   * Patience with clients.
   *
   * @param requestMs longest request
   * @param slowReaderMs longest wait for a client that does not read
   * @param retryMs when a refused client may try again
   */
  public record Times(long requestMs, long slowReaderMs, long retryMs) {}

  GenerationMapper mapper() {
    return new GenerationMapper(text, limits);
  }

  long retryMs() {
    return times.retryMs();
  }
}
