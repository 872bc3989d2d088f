/**
 * What a session may do and what a round commits. Decisions are pure functions from state and
 * command to an outcome, and the state changes by applying outcomes only. Nothing here knows gRPC,
 * Kafka or tensors.
 */
@NullMarked
package io.vsd.verifier.session;

import org.jspecify.annotations.NullMarked;
