/**
 * Trains the draft: the unrolled EAGLE-3 network as one TorchScript program on DJL's autograd,
 * driven by sparse targets that the objectives compute in plain Java. The same weights, state,
 * sequences and seed give the same bytes on one CPU thread. It knows nothing of files of
 * transcripts, of the log or of services.
 */
@NullMarked
package io.vsd.engine.training;

import org.jspecify.annotations.NullMarked;
