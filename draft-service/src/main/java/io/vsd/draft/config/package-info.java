/**
 * What an operator can set. One mapping holds every key under the root {@code vsd} that this
 * service reads, with its unit, default and range. A key that is not here fails the start.
 */
@NullMarked
package io.vsd.draft.config;

import org.jspecify.annotations.NullMarked;
