/**
 * How the target chooses its tokens and how a drafted tree is checked against that choice. The
 * choice at a position depends on the target's logits, the sampling parameters, the seed and the
 * position only, which is what makes the text independent of drafts, trees, batches and retries.
 * Everything here is deterministic and imports nothing but the JDK.
 */
@NullMarked
package io.vsd.engine.decoding;

import org.jspecify.annotations.NullMarked;
