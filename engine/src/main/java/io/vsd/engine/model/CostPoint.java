package io.vsd.engine.model;

/**
 * A measured point of the target's cost curve.
 *
 * @param rows rows of one forward, the root included
 * @param milliseconds median wall time of that forward
 */
public record CostPoint(int rows, double milliseconds) {}
