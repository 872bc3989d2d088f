/**
 * The settings of the service. Every key has its meaning, unit, default and range here. Unknown
 * keys below the root stop the start.
 */
@NullMarked
package io.vsd.verifier.config;

import org.jspecify.annotations.NullMarked;
