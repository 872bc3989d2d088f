/**
 * The engine as this service's ports want it: text in and out, drafts loaded and run. Native
 * libraries are reached from here only. Nothing here decides anything.
 */
@NullMarked
package io.vsd.draft.model;

import org.jspecify.annotations.NullMarked;
