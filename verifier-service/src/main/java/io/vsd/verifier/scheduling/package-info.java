/**
 * Who uses the device next, and with whom. One thread owns the device and puts the rows of all
 * waiting sessions into one forward, within a budget; background work runs when none waits. Queues
 * are bounded and a full one refuses at once.
 */
@NullMarked
package io.vsd.verifier.scheduling;

import org.jspecify.annotations.NullMarked;
