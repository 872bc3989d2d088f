/**
 * The Score door: teacher-forced laws of given tokens. It is background work that runs in small
 * steps while no session waits. The same forward pass serves it, so scores agree with decoding bit
 * by bit.
 */
@NullMarked
package io.vsd.verifier.scoring;

import org.jspecify.annotations.NullMarked;
