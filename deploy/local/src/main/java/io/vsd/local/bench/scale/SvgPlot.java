package io.vsd.local.bench.scale;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Curves as an SVG picture with logarithmic axes, readable on light and on dark backgrounds. Every
 * power of two has a line.
 */
final class SvgPlot {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 380;
  private static final int LEFT = 64;
  private static final int RIGHT = 20;
  private static final int TOP = 44;
  private static final int BOTTOM = 52;
  private static final List<String> COLOURS = List.of("#2f7ed8", "#d9822b", "#3a9d5d");

  private static final String STYLE =
      """
      <style>
      text { font: 13px system-ui, sans-serif; fill: #24292f; }
      .title { font-size: 15px; font-weight: 600; }
      .grid { stroke: #d0d7de; stroke-width: 1; }
      .curve { fill: none; stroke-width: 2; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .grid { stroke: #3d444d; }
      }
      </style>
      """;

  private final String title;
  private final String xTitle;
  private final String yTitle;
  private final Map<String, List<double[]>> curves = new LinkedHashMap<>();

  /** A plot with titles of its axes. */
  SvgPlot(String title, String xTitle, String yTitle) {
    this.title = title;
    this.xTitle = xTitle;
    this.yTitle = yTitle;
  }

  /** Adds a curve of points (x, y), both positive. */
  SvgPlot curve(String name, List<double[]> points) {
    if (!points.isEmpty()) {
      curves.put(name, points);
    }
    return this;
  }

  /** The picture; without curves only its frame. */
  String svg() {
    Axis x = axis(0, LEFT, WIDTH - RIGHT);
    Axis y = axis(1, HEIGHT - BOTTOM, TOP);
    StringBuilder out = new StringBuilder();
    out.append(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" role=\"img\">\n"
            .formatted(WIDTH, HEIGHT));
    out.append(STYLE);
    text(out, "class=\"title\" x=\"%d\" y=\"20\"".formatted(LEFT), title);
    for (double v : x.marks()) {
      line(out, x.place(v), TOP, x.place(v), HEIGHT - BOTTOM);
      text(out, at(x.place(v), HEIGHT - BOTTOM + 18.0) + " text-anchor=\"middle\"", number(v));
    }
    for (double v : y.marks()) {
      line(out, LEFT, y.place(v), WIDTH - RIGHT, y.place(v));
      text(out, at(LEFT - 8.0, y.place(v) + 4) + " text-anchor=\"end\"", number(v));
    }
    text(out, at((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 12.0) + " text-anchor=\"middle\"", xTitle);
    text(out, "x=\"4\" y=\"36\"", yTitle);
    curves(out, x, y);
    return out.append("</svg>\n").toString();
  }

  private void curves(StringBuilder out, Axis x, Axis y) {
    int n = 0;
    for (Map.Entry<String, List<double[]>> curve : curves.entrySet()) {
      String colour = COLOURS.get(n % COLOURS.size());
      StringBuilder path = new StringBuilder();
      for (double[] p : curve.getValue()) {
        path.append(path.isEmpty() ? "M" : "L").append(pair(x.place(p[0]), y.place(p[1])));
        out.append(
            "<circle cx=\"%s\" cy=\"%s\" r=\"3\" fill=\"%s\"><title>%s: %s</title></circle>\n"
                .formatted(
                    decimal(x.place(p[0])),
                    decimal(y.place(p[1])),
                    colour,
                    number(p[0]),
                    String.format(Locale.ROOT, "%.2f", p[1])));
      }
      out.append("<path class=\"curve\" stroke=\"%s\" d=\"%s\"/>\n".formatted(colour, path));
      double legend = TOP + 18.0 + 18.0 * n;
      out.append(
          "<rect x=\"%d\" y=\"%s\" width=\"12\" height=\"3\" fill=\"%s\"/>\n"
              .formatted(LEFT + 12, decimal(legend - 5), colour));
      text(out, at(LEFT + 30.0, legend), curve.getKey());
      n++;
    }
  }

  /** An axis over powers of two that hold all values of a coordinate. */
  private Axis axis(int coordinate, double from, double to) {
    double least = 1;
    double most = 2;
    boolean first = true;
    for (List<double[]> points : curves.values()) {
      for (double[] p : points) {
        least = first ? p[coordinate] : Math.min(least, p[coordinate]);
        most = first ? p[coordinate] : Math.max(most, p[coordinate]);
        first = false;
      }
    }
    int low = (int) Math.floor(log2(least));
    int high = Math.max(low + 1, (int) Math.ceil(log2(most)));
    return new Axis(low, high, from, to);
  }

  private record Axis(int low, int high, double from, double to) {
    double place(double value) {
      return from + (to - from) * (log2(value) - low) / (high - low);
    }

    double[] marks() {
      double[] marks = new double[high - low + 1];
      for (int i = 0; i < marks.length; i++) {
        marks[i] = Math.pow(2, (double) low + i);
      }
      return marks;
    }
  }

  private static double log2(double value) {
    return Math.log(value) / Math.log(2);
  }

  private static void line(StringBuilder out, double x1, double y1, double x2, double y2) {
    out.append(
        "<line class=\"grid\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>\n"
            .formatted(decimal(x1), decimal(y1), decimal(x2), decimal(y2)));
  }

  private static void text(StringBuilder out, String attributes, String text) {
    String safe = text.replace("&", "&amp;").replace("<", "&lt;");
    out.append("<text ").append(attributes).append('>').append(safe).append("</text>\n");
  }

  private static String at(double x, double y) {
    return "x=\"%s\" y=\"%s\"".formatted(decimal(x), decimal(y));
  }

  private static String pair(double x, double y) {
    return decimal(x) + " " + decimal(y) + " ";
  }

  private static String decimal(double value) {
    return String.format(Locale.ROOT, "%.1f", value);
  }

  private static String number(double value) {
    return value >= 1 ? String.format(Locale.ROOT, "%,.0f", value) : Double.toString(value);
  }
}
