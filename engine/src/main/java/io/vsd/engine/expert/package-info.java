/**
 * Sources of drafted tokens and the one law made of them. An {@link io.vsd.engine.expert.Expert}
 * says what it expects after a text and how much evidence it has; a {@link
 * io.vsd.engine.expert.Gate} weighs experts by that evidence. Nothing here can change a text, only
 * the speed at which it comes.
 */
@NullMarked
package io.vsd.engine.expert;

import org.jspecify.annotations.NullMarked;
