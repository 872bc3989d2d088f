/**
 * The verifier-service: the only process that runs the target model. Each package below is one
 * feature. Decisions are pure and the shells around them thin.
 */
@NullMarked
package io.vsd.verifier;

import org.jspecify.annotations.NullMarked;
