/**
 * What a round costs and how much of a tree it is worth. Costs are milliseconds as measured where a
 * session is served; decisions are pure functions of them, of probabilities and of what the session
 * has seen, so that a replay decides as serving did. Nothing here can change a text.
 */
@NullMarked
package io.vsd.engine.price;

import org.jspecify.annotations.NullMarked;
