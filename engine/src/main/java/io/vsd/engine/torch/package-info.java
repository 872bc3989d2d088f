/**
 * Target and draft on libtorch: TorchScript programs loaded through DJL and handed their weights at
 * run time. With {@code engine.training} the only package that knows DJL's PyTorch engine, so that
 * a process that serves otherwise loads no native code. Nobody but {@code engine.backend} and the
 * training chooses it.
 */
@NullMarked
package io.vsd.engine.torch;

import org.jspecify.annotations.NullMarked;
