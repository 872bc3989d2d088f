/**
 * When to step, when to judge and when to pause.
 *
 * <p>Steps and judgements follow from the number of sessions ingested and nothing else, so that the
 * same log gives the same checkpoints. Pauses depend on the load of the machine and change time
 * only, never order.
 */
@NullMarked
package io.vsd.trainer.schedule;

import org.jspecify.annotations.NullMarked;
