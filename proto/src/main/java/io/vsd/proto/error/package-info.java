/**
 * Turns refusals into gRPC statuses. Every error that leaves a service carries an {@code ErrorInfo}
 * with a reason from {@code vsd.error.v1}. Services share this one form so that clients act on
 * reasons instead of messages.
 */
@NullMarked
package io.vsd.proto.error;

import org.jspecify.annotations.NullMarked;
