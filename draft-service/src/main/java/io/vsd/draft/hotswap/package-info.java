/**
 * How better drafts arrive: announcements from the log, weights over gRPC, one swap between rounds.
 * {@link io.vsd.draft.hotswap.Subscription} decides which checkpoint is wanted, {@link
 * io.vsd.draft.hotswap.DraftSwapper} gets, checks, loads and warms it beside the active one.
 * Nothing that fails here may slow, change or end a reply.
 */
@NullMarked
package io.vsd.draft.hotswap;

import org.jspecify.annotations.NullMarked;
