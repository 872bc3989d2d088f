/**
 * Who may use the device next. One thread owns the device; sessions take turns on it and background
 * work runs when none waits. Queues are bounded and a full one refuses at once.
 */
@NullMarked
package io.vsd.verifier.scheduling;

import org.jspecify.annotations.NullMarked;
