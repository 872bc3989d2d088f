/**
 * A conversation in the terminal: what is typed, what comes back token by token. The tree view
 * colours tokens that the draft had guessed against those that the target had to choose itself.
 * Input and output are passed in, so that a test can hold the conversation.
 */
@NullMarked
package io.vsd.local.chat;

import org.jspecify.annotations.NullMarked;
