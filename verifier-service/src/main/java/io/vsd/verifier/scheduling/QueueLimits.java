package io.vsd.verifier.scheduling;

/**
 * How much may wait for the device; more is refused.
 *
 * @param maxCommands of all sessions together
 * @param maxBackground background tasks
 */
public record QueueLimits(int maxCommands, int maxBackground) {}
