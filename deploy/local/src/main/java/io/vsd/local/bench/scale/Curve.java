package io.vsd.local.bench.scale;

import java.util.List;
import java.util.OptionalDouble;

/**
 * Milliseconds over something that grows.
 *
 * @param points ascending in x
 */
record Curve(List<Point> points) {
  Curve {
    points = List.copyOf(points);
  }

  /**
   * A point.
   *
   * @param x what grows
   * @param millis median time of a forward
   */
  record Point(int x, double millis) {}

  /** The time at x, where it was measured. */
  OptionalDouble at(int x) {
    return points.stream().filter(p -> p.x() == x).mapToDouble(Point::millis).findFirst();
  }

  /** One time over another, where both were measured. */
  OptionalDouble ratio(int x, int toX) {
    OptionalDouble a = at(x);
    OptionalDouble b = at(toX);
    return a.isPresent() && b.isPresent()
        ? OptionalDouble.of(a.getAsDouble() / b.getAsDouble())
        : OptionalDouble.empty();
  }

  /**
   * The exponent b of the power law {@code a * x^b} that fits best, by least squares of logarithms;
   * empty with fewer than two points.
   */
  OptionalDouble exponent() {
    int n = points.size();
    if (n < 2) {
      return OptionalDouble.empty();
    }
    double meanX = points.stream().mapToDouble(p -> Math.log(p.x())).sum() / n;
    double meanY = points.stream().mapToDouble(p -> Math.log(p.millis())).sum() / n;
    double xy = 0;
    double xx = 0;
    for (Point p : points) {
      double dx = Math.log(p.x()) - meanX;
      xy += dx * (Math.log(p.millis()) - meanY);
      xx += dx * dx;
    }
    return OptionalDouble.of(xy / xx);
  }
}
