/**
 * An interpreter for the Jinja templates that models ship to render conversations. It gives the
 * text that Python's jinja2 gives as transformers configures it, Python's own values, methods and
 * text forms included, and refuses when a template is read what it does not know. Templates reach
 * nothing but the values passed to them, and time, memory and depth of a rendering are bounded.
 */
@NullMarked
package io.vsd.engine.template;

import org.jspecify.annotations.NullMarked;
