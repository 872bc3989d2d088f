/**
 * The trainer itself: what one record of the log leads to.
 *
 * <p>{@code Trainer} is deterministic: the same records, seed and code lead to the same
 * checkpoints, whether or not it was killed in between. {@code TrainerLoop} drives it from the log
 * on one thread and survives everything around it.
 */
@NullMarked
package io.vsd.trainer.loop;

import org.jspecify.annotations.NullMarked;
