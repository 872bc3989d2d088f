/**
 * The Speculate door: streams, the sessions behind them and the work of a round. The endpoint maps
 * messages at the edge and hands work to the device thread. A verdict leaves before anything is
 * computed for the log.
 */
@NullMarked
package io.vsd.verifier.speculation;

import org.jspecify.annotations.NullMarked;
