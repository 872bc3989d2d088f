/**
 * What a service says when it cannot start. The reason is one sentence for the person who started
 * it, whatever was thrown and however deep. Only what nobody foresaw comes with a stack trace.
 */
@NullMarked
package io.vsd.engine.startup;

import org.jspecify.annotations.NullMarked;
