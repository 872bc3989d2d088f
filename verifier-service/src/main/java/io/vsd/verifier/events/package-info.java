/**
 * Round events on their way to the log. The queue is bounded in records and bytes and drops the
 * newest when full, so that no reply ever waits for a broker. What a record may hold follows the
 * request's consent.
 */
@NullMarked
package io.vsd.verifier.events;

import org.jspecify.annotations.NullMarked;
