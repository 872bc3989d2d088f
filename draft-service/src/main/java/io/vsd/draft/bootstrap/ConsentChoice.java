package io.vsd.draft.bootstrap;

import io.vsd.draft.decoding.RecordingConsent;
import java.util.Optional;

/**
 * Token ids are the prompt, so an operator decides what may be logged before anything is served.
 */
final class ConsentChoice {

  private ConsentChoice() {}

  /**
   * The operator's choice.
   *
   * @throws IllegalStateException when there is none
   */
  static RecordingConsent of(Optional<RecordingConsent> chosen) {
    return chosen.orElseThrow(
        () ->
            new IllegalStateException(
                "vsd.draft.consent is not set. Requests can be logged for learning, and token ids"
                    + " are the prompt: choose off, metrics-only or full."));
  }
}
