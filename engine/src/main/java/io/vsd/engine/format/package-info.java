/**
 * File formats of weights: safetensors, whole or in shards, and GGUF, whole or in parts, with its
 * blocks of quantised numbers. Files are mapped and checked when they are opened; tensors come out
 * by the name and in the form they are stored in. What a model is made of is nobody's concern here.
 */
@NullMarked
package io.vsd.engine.format;

import org.jspecify.annotations.NullMarked;
