package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The attribute of an item that a filter looks at, {@code "a.b.0"}; the item itself without parts.
 *
 * @param fallback what stands for a missing attribute, unless it is {@link PyNone}
 */
record Key(List<Object> parts, Object fallback) {

  static Key of(Object attribute, Object fallback) {
    List<Object> parts = new ArrayList<>();
    if (attribute instanceof String names) {
      for (Object name : new TextSplit(names, Integer.MAX_VALUE).by(".")) {
        String part = name.toString();
        boolean number = !part.isEmpty() && part.chars().allMatch(c -> c >= '0' && c <= '9');
        parts.add(number ? new BigInteger(part) : part);
      }
    } else if (attribute != PyNone.NONE) {
      parts.add(attribute);
    }
    return new Key(parts, fallback);
  }

  Object of(Object item) {
    Object value = item;
    for (Object part : parts) {
      value = Attributes.item(value, part);
      if (value instanceof Undefined && fallback != PyNone.NONE) {
        value = fallback;
      }
    }
    return value;
  }

  /** The key for comparisons: text without regard to case, unless they are exact. */
  Object folded(Object item, boolean exact) {
    Object value = of(item);
    return !exact && value instanceof String text ? TextCase.lower(text) : value;
  }
}
