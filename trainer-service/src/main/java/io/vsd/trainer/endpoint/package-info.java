/**
 * The trainer's door: weights, registry and status over gRPC, health and metrics over HTTP.
 *
 * <p>Endpoints read the registry and the board and never touch the trainer's thread. A slow reader
 * of weights holds one virtual thread and one chunk, nothing more.
 */
@NullMarked
package io.vsd.trainer.endpoint;

import org.jspecify.annotations.NullMarked;
