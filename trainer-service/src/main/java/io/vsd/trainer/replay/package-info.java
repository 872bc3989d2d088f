/**
 * What the trainer remembers of its traffic: the bounded buffer it draws batches from, and the
 * sessions held out to judge candidates.
 *
 * <p>Which of both a session belongs to follows from its id alone. Both collections are pure
 * functions of the sessions in their order and of a seed, so that a restarted trainer rebuilds them
 * by reading the log again.
 */
@NullMarked
package io.vsd.trainer.replay;

import org.jspecify.annotations.NullMarked;
