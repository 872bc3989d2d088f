package io.vsd.trainer.promotion;

/** What the gate decided on a candidate. */
public sealed interface Judgement {

  /** Better beyond doubt: it becomes the stable checkpoint. */
  record Promoted(Comparison comparison) implements Judgement {}

  /** Not better, or bad for a domain. */
  record Refused(Comparison comparison, String reason) implements Judgement {}

  /** Not enough held-out sessions to tell. */
  record Postponed(String reason) implements Judgement {}
}
