/**
 * Reads model weights from where people keep them: safetensors, GGUF, Hugging Face directories and
 * the Hugging Face hub. Everything is served under Hugging Face tensor names, in Hugging Face row
 * order and as 32-bit floats, so that callers never see which file a number came from. Pickled
 * formats are refused, since reading them means running them.
 */
@NullMarked
package io.vsd.engine.weights;

import org.jspecify.annotations.NullMarked;
