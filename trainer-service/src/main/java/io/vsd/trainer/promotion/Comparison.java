package io.vsd.trainer.promotion;

import org.jspecify.annotations.Nullable;

/**
 * Candidate against serving draft, or against plain decoding, over held-out sessions.
 *
 * @param candidate sums over all sessions
 * @param serving sums over all sessions
 * @param difference of the per-session acceptance lengths, paired
 * @param roundCost plain rounds that a round of the candidate costs; null against a draft
 */
public record Comparison(
    int sessions,
    SessionScore candidate,
    SessionScore serving,
    Interval difference,
    @Nullable Double roundCost) {}
