package io.vsd.verifier.session;

/** What to do with a proposal. */
public sealed interface ProposalDecision {
  /** Run it on the device. */
  record Verify() implements ProposalDecision {}

  /** Send the last answer again. */
  record Repeat() implements ProposalDecision {}

  /** Say nothing: it was asked for before its caller knew that the text had ended. */
  record PassOver() implements ProposalDecision {}

  /** Refuse it. */
  record Refuse(Refusal refusal) implements ProposalDecision {}
}
