/**
 * The trainer's checkpoints on disk: immutable directories of weights, manifest, optimiser state
 * and the trainer's own state.
 *
 * <p>A directory appears whole or not at all. The newest one is where a restarted trainer goes on,
 * whatever the gate thought of it; which one serves is said inside it.
 */
@NullMarked
package io.vsd.trainer.registry;

import org.jspecify.annotations.NullMarked;
