/**
 * The trainer's side of the log: reading rounds from stated offsets, announcing checkpoints,
 * setting poison aside.
 *
 * <p>Ports keep Kafka out of the decisions; the shells named Kafka… do I/O only. Offsets are never
 * committed to the broker, since they live inside the checkpoints.
 */
@NullMarked
package io.vsd.trainer.roundlog;

import org.jspecify.annotations.NullMarked;
