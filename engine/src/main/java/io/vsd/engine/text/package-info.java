/**
 * Turns text into token ids and back. The tokenizer and the chat template come from the model's own
 * files, so ids and rendered conversations are those its authors trained on. Streaming output is
 * cut between characters only, never inside one.
 */
@NullMarked
package io.vsd.engine.text;

import org.jspecify.annotations.NullMarked;
