package io.vsd.engine.template;

import java.util.List;

/**
 * What a rendering may use. A conversation of a million characters stays far below; a template that
 * never ends or grows without end meets them within seconds.
 */
final class Limits {
  /** Characters of one text, and of the whole result. */
  static final int MAX_TEXT = 16 << 20;

  /** Values in one list, tuple or dict, those inside its own values counted again. */
  static final int MAX_ITEMS = 4 << 20;

  /** Bits of one whole number; Python itself prints no more than 4,300 digits. */
  static final int MAX_BITS = 14_000;

  /** Statements and expressions; 64 characters or 8 values that an operation reads count as one. */
  static final long MAX_STEPS = 20_000_000;

  private static final int CHARACTERS = 6;
  private static final int VALUES = 3;

  private long steps;

  /** Counts a step of a rendering. */
  void step() {
    steps(1);
  }

  private void steps(long more) {
    steps += more;
    if (steps > MAX_STEPS) {
      throw new TemplateException("the template does not come to an end");
    }
  }

  /** Counts a value that an operation reads as a whole or has made. */
  Object whole(Object value) {
    steps(value instanceof String text ? text.length() >> CHARACTERS : weight(value) >> VALUES);
    return value;
  }

  /** Counts a text that an operation reads; other values it does not read as a whole. */
  Object text(Object value) {
    return value instanceof String ? whole(value) : value;
  }

  /**
   * How many values a value consists of; 64 characters of text count as one. Values share parts, so
   * this can be far more than what they occupy, and is what comparing or printing them costs.
   */
  static long weight(Object value) {
    return switch (value) {
      case String text -> 1 + (text.length() >> CHARACTERS);
      case PyList list -> list.weight();
      case PyTuple tuple -> tuple.weight();
      case PyDict dict -> dict.weight();
      case PyView view -> view.dict().weight();
      case PyRange range -> range.size();
      default -> 1;
    };
  }

  static long weight(List<Object> items) {
    long weight = 1;
    for (Object item : items) {
      weight += weight(item);
    }
    return checkItems(weight);
  }

  static long checkItems(long count) {
    if (count > MAX_ITEMS) {
      throw new TemplateException("the template makes a list of too many items");
    }
    return count;
  }

  static void checkText(long length) {
    if (length > MAX_TEXT) {
      throw new TemplateException("the template makes a text of more than 16 Mi characters");
    }
  }
}
