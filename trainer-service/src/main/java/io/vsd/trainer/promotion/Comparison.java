package io.vsd.trainer.promotion;

/**
 * Candidate against serving draft over held-out sessions.
 *
 * @param candidate sums over all sessions
 * @param serving sums over all sessions
 * @param difference of the per-session acceptance lengths, paired
 */
public record Comparison(
    int sessions, SessionScore candidate, SessionScore serving, Interval difference) {}
