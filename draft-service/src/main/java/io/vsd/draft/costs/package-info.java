/**
 * What rounds cost on this machine now: medians of what was measured lately, over what a verifier
 * measured when it started. Prices are decided with these elsewhere; nothing here does I/O.
 */
@NullMarked
package io.vsd.draft.costs;

import org.jspecify.annotations.NullMarked;
