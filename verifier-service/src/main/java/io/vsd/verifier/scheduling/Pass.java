package io.vsd.verifier.scheduling;

/**
 * What a forward was.
 *
 * @param nanos that it took
 * @param rows of all its sessions
 * @param sessions in it
 */
public record Pass(long nanos, int rows, int sessions) {}
