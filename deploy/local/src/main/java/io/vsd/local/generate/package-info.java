/**
 * The batch door: a file of prompts in, a file of answers out. Conversations run side by side, the
 * turns of one conversation in order with the earlier answers in the context. Answers are written
 * in the order of the prompts, whatever the order in which they finish.
 */
@NullMarked
package io.vsd.local.generate;

import org.jspecify.annotations.NullMarked;
