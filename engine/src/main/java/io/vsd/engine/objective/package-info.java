/**
 * What a draft is trained towards, on plain arrays: weights of sampled paths, of their tokens and
 * of the target's laws. The variational bound is the one of "Variational Speculative Decoding"
 * (arXiv 2602.05774); the estimators, adaptive rejection weighting and confidence-aware
 * regularisation are defined here. Nothing but the JDK is imported, so every formula is checked by
 * enumeration of a toy.
 */
@NullMarked
package io.vsd.engine.objective;

import org.jspecify.annotations.NullMarked;
