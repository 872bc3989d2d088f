package io.vsd.trainer.promotion;

/** A mean with its 95 % interval. */
public record Interval(double mean, double low, double high) {}
