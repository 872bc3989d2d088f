/**
 * The trainer's configuration, one mapping under {@code vsd}.
 *
 * <p>Unknown keys and values out of range keep the service from starting. Nothing else in the
 * module reads configuration.
 */
@NullMarked
package io.vsd.trainer.config;

import org.jspecify.annotations.NullMarked;
