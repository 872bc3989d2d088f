/**
 * The speculation loop and the draft model as its sessions see it. {@link
 * io.vsd.draft.drafting.SpeculationLoop} drives the pure decisions over ports to verifiers, drafter
 * and client; {@link io.vsd.draft.drafting.DraftGenerations} holds the one reference that a hot
 * swap replaces. All native calls of the draft run on one {@link
 * io.vsd.draft.drafting.DeviceThread}.
 */
@NullMarked
package io.vsd.draft.drafting;

import org.jspecify.annotations.NullMarked;
