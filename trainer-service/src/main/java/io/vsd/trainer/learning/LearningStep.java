package io.vsd.trainer.learning;

/**
 * What one optimiser step did.
 *
 * @param tokens answer tokens learned from
 */
public record LearningStep(double loss, long tokens) {}
