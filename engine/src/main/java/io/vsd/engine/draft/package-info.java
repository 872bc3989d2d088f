/**
 * The draft: an EAGLE-3-shaped network that proposes trees of tokens for the target to verify. A
 * {@link io.vsd.engine.draft.DraftModel} is one immutable generation of weights, a {@link
 * io.vsd.engine.draft.DraftSession} its keys and values for one text, and a {@link
 * io.vsd.engine.draft.TreeDrafter} grows the trees. Nothing here can change a text, only the speed
 * at which it comes.
 */
@NullMarked
package io.vsd.engine.draft;

import org.jspecify.annotations.NullMarked;
