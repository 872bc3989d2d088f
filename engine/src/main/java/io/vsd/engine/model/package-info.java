/**
 * The target model as everyone but its backends sees it: a forward pass over trees of tokens,
 * key-value slots and the features that the draft reads. A row has the same bits however it is
 * computed, alone, in a tree or in a prefill chunk, so text never depends on speculation. What
 * computes it is {@code engine.torch}; here are interfaces and values, free of native code.
 */
@NullMarked
package io.vsd.engine.model;

import org.jspecify.annotations.NullMarked;
