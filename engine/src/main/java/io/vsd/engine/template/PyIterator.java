package io.vsd.engine.template;

import java.util.Iterator;

/**
 * What Python's generators and iterators are: items that come once, when they are asked for. It is
 * true even without items and has no length.
 *
 * @param type its Python type, for messages
 */
record PyIterator(String type, Iterator<Object> items) {}
