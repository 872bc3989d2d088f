/**
 * A model as it lies on disk: its configuration, tensors, tokenizer and chat template, from a
 * Hugging Face directory or a GGUF file. Everything is served under Hugging Face tensor names, in
 * Hugging Face row order and as 32-bit floats, so that callers never see which file a number came
 * from; what does not fit the configuration is refused by name. Pickled formats are refused, since
 * reading them means running them.
 */
@NullMarked
package io.vsd.engine.weights;

import org.jspecify.annotations.NullMarked;
