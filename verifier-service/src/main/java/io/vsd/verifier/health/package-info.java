/**
 * Start, readiness and shutdown. The service is ready once the model is loaded and warmed up, and
 * refuses new sessions as soon as it has been told to stop. A start that fails says why in one
 * line.
 */
@NullMarked
package io.vsd.verifier.health;

import org.jspecify.annotations.NullMarked;
