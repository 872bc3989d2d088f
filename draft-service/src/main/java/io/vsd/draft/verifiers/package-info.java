/**
 * The verifiers that this service talks to: who they are, whether they answer, which one to try
 * next. {@link io.vsd.draft.verifiers.VerifierDirectory} keeps their descriptions fresh, {@link
 * io.vsd.draft.verifiers.FailoverVerifiers} is one request's way through them. Protobuf types end
 * here.
 */
@NullMarked
package io.vsd.draft.verifiers;

import org.jspecify.annotations.NullMarked;
