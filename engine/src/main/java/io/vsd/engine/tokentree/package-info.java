/**
 * Trees of drafted tokens: their form, how they are grown and how much of the target's mass they
 * hold. Everything here is a pure function of arrays and imports nothing but the JDK. The draft
 * builds trees with it, the verifier walks them, and the trainer rebuilds them from recorded
 * rounds.
 */
@NullMarked
package io.vsd.engine.tokentree;

import org.jspecify.annotations.NullMarked;
