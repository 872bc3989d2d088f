/**
 * The target model: a forward pass over trees of tokens, key-value slots and the features that the
 * draft reads. The pass is one TorchScript program for all families, loaded through DJL and handed
 * its weights at run time. A row has the same bits however it is computed, alone, in a tree or in a
 * prefill chunk, so text never depends on speculation.
 */
@NullMarked
package io.vsd.engine.model;

import org.jspecify.annotations.NullMarked;
