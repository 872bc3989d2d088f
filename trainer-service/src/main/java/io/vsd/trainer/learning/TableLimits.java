package io.vsd.trainer.learning;

/**
 * What may enter a table that all clients share.
 *
 * @param fewestSessions different sessions that must have shown an n-gram: speed must not tell one
 *     client what another wrote
 * @param mostBytes of the table; the rarest n-grams are left out
 */
public record TableLimits(int fewestSessions, long mostBytes) {}
