/**
 * The draft under training and the judge of drafts, as ports and as adapters to the engine.
 *
 * <p>The ports speak of recorded sessions and checkpoints; the adapters own native memory and
 * belong to the trainer's one thread. A learner's results depend on weights, state, batch and seed
 * alone.
 */
@NullMarked
package io.vsd.trainer.learning;

import org.jspecify.annotations.NullMarked;
