package io.vsd.engine.model;

/**
 * The likeliest tokens of one row.
 *
 * @param tokenIds token ids, likeliest first
 * @param logProbs their natural log-probabilities under the whole vocabulary, unfiltered and at
 *     temperature 1
 */
public record TopLogProbs(int[] tokenIds, float[] logProbs) {}
