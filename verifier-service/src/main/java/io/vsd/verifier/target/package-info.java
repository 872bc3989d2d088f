/**
 * The target model as this service needs it. The port is small enough for a fake of a few lines, so
 * that sessions and scheduling are tested without native code. The adapter drives {@code
 * engine.model} and stays on the device thread.
 */
@NullMarked
package io.vsd.verifier.target;

import org.jspecify.annotations.NullMarked;
