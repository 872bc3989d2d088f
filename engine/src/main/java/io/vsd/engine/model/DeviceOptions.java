package io.vsd.engine.model;

/**
 * Where and how a network runs.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:n}
 * @param precision of its linear layers
 * @param threads for one operation; a process-wide setting of the native library
 */
public record DeviceOptions(String device, Precision precision, int threads) {}
