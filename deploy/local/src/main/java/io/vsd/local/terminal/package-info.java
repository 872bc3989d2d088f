/**
 * What people see: colours, a progress line, tables. Colours and redrawn lines appear only on a
 * terminal that wants them; a pipe gets plain lines. Nothing here knows what is shown.
 */
@NullMarked
package io.vsd.local.terminal;

import org.jspecify.annotations.NullMarked;
