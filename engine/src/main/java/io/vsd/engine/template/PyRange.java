package io.vsd.engine.template;

import java.math.BigInteger;
import java.util.AbstractList;
import java.util.List;

/** Python's {@code range} of at most {@link #MAX_ITEMS} items, the bound of jinja2's sandbox. */
record PyRange(BigInteger start, BigInteger stop, BigInteger step) {
  static final int MAX_ITEMS = 100_000;

  PyRange {
    if (step.signum() == 0) {
      throw new TemplateException("range() arg 3 must not be zero");
    }
    if (length(start, stop, step).compareTo(BigInteger.valueOf(MAX_ITEMS)) > 0) {
      throw new TemplateException("a range has more than " + MAX_ITEMS + " items");
    }
  }

  private static BigInteger length(BigInteger start, BigInteger stop, BigInteger step) {
    BigInteger span = step.signum() > 0 ? stop.subtract(start) : start.subtract(stop);
    BigInteger size = step.abs();
    return span.add(size).subtract(BigInteger.ONE).divide(size).max(BigInteger.ZERO);
  }

  int size() {
    return length(start, stop, step).intValueExact();
  }

  List<Object> items() {
    int size = size();
    return new AbstractList<>() {
      @Override
      public Object get(int index) {
        return start.add(step.multiply(BigInteger.valueOf(index)));
      }

      @Override
      public int size() {
        return size;
      }
    };
  }
}
