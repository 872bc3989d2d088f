package io.vsd.verifier.session;

/** What to do with a proposal. */
public sealed interface ProposalDecision {
  /** Run it on the device. */
  record Verify() implements ProposalDecision {}

  /** Send the last answer again. */
  record Repeat() implements ProposalDecision {}

  /** Refuse it. */
  record Refuse(Refusal refusal) implements ProposalDecision {}
}
