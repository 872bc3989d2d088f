/**
 * The commands of {@code ./vsd}: options in, exit code out. Each command is a thin shell that calls
 * the feature packages and prints what they return. Exit codes are listed in {@link
 * io.vsd.local.cli.ExitCodes}.
 */
@NullMarked
package io.vsd.local.cli;

import org.jspecify.annotations.NullMarked;
