/**
 * Long computations that leave the machine to others in between.
 *
 * <p>Training and judging are cut into pieces; after each they ask a pacer whether they may go on.
 * Pauses change time only, never a result.
 */
@NullMarked
package io.vsd.engine.pacing;

import org.jspecify.annotations.NullMarked;
