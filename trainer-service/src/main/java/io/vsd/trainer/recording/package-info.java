/**
 * Turns records of the round log into recorded sessions.
 *
 * <p>The mapper checks what a record says about itself; the assembly puts a session's events
 * together and checks what they say about each other. Both are pure functions of the records in
 * their order, so reading the log again gives the same sessions.
 */
@NullMarked
package io.vsd.trainer.recording;

import org.jspecify.annotations.NullMarked;
