package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vsd.local.terminal.Terminal;
import io.vsd.local.terminal.TextTable;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * A figure that is to be reached.
 *
 * @param what is measured
 * @param sense whether more or less is better
 * @param limit what is to be reached
 * @param measured what was; empty where this run could not tell
 */
public record Bar(String what, Sense sense, double limit, OptionalDouble measured) {
  /** Which side of the limit is the good one. */
  public enum Sense {
    /** The limit or more. */
    AT_LEAST(">="),
    /** The limit or less. */
    AT_MOST("<=");

    private final String sign;

    Sense(String sign) {
      this.sign = sign;
    }
  }

  /** A bar that is reached at the limit or above. */
  public static Bar atLeast(double limit, String what, OptionalDouble measured) {
    return new Bar(what, Sense.AT_LEAST, limit, measured);
  }

  /** A bar that is reached at the limit or below. */
  public static Bar atMost(double limit, String what, OptionalDouble measured) {
    return new Bar(what, Sense.AT_MOST, limit, measured);
  }

  /** "yes", "no", or "not measured". */
  public String verdict() {
    if (measured.isEmpty()) {
      return "not measured";
    }
    double value = measured.getAsDouble();
    return (sense == Sense.AT_LEAST ? value >= limit : value <= limit) ? "yes" : "no";
  }

  private String wanted() {
    return sense.sign + " " + number(limit);
  }

  private String seen() {
    return measured.isPresent() ? number(measured.getAsDouble()) : "-";
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  /** Prints them with their verdicts. */
  public static void print(List<Bar> bars, Terminal terminal) {
    TextTable table = new TextTable("bar", "wanted", "measured", "reached");
    bars.forEach(bar -> table.row(bar.what, bar.wanted(), bar.seen(), bar.verdict()));
    table.print(terminal);
  }

  /** All of them as a Markdown table. */
  public static String markdown(List<Bar> bars) {
    MarkdownTable table = new MarkdownTable("bar", "wanted", "measured", "reached");
    bars.forEach(bar -> table.row(bar.what, bar.wanted(), bar.seen(), bar.verdict()));
    return table.text();
  }

  /** All of them. */
  public static ArrayNode toJson(List<Bar> bars) {
    ArrayNode array = new ObjectMapper().createArrayNode();
    for (Bar bar : bars) {
      ObjectNode node = array.addObject().put("bar", bar.what).put("wanted", bar.wanted());
      bar.measured.ifPresent(value -> node.put("measured", value));
      node.put("reached", bar.verdict());
    }
    return array;
  }
}
