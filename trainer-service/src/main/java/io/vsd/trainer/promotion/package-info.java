/**
 * Decides which drafts serve.
 *
 * <p>A candidate is compared with the serving draft on held-out sessions by counterfactual replay
 * and promoted only when it is better beyond doubt and hurts no domain; afterwards its realised
 * acceptance is watched and it is rolled back when it falls behind its parent's. Everything here is
 * pure arithmetic on what was measured.
 */
@NullMarked
package io.vsd.trainer.promotion;

import org.jspecify.annotations.NullMarked;
