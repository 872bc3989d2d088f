/**
 * The decisions of one request, free of gRPC, Kafka and native code. {@link
 * io.vsd.draft.decoding.DecodingRules} turns what was observed into events, {@link
 * io.vsd.draft.decoding.DecodingState} changes by events only and says what to do next. Everything
 * here can be driven by a test with in-memory ports, step by step.
 */
@NullMarked
package io.vsd.draft.decoding;

import org.jspecify.annotations.NullMarked;
