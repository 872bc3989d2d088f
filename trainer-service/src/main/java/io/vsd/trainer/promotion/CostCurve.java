package io.vsd.trainer.promotion;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.OptionalDouble;

/**
 * What a verifier measured: the time of one forward pass by its number of rows.
 *
 * @param points by rows, ascending
 */
public record CostCurve(List<Point> points) {

  /** One forward pass of that many rows, the root included, took so long. */
  public record Point(int rows, long nanos) {}

  /** Sorts the points. */
  public CostCurve {
    points = points.stream().sorted(Comparator.comparingInt(Point::rows)).toList();
  }

  /**
   * Plain rounds that one round with a proposal costs: (T(1 + nodes) + drafting) / T(1), with T
   * between two points on the line through them, and past the last one on the line through the last
   * two. Empty when the curve does not tell.
   */
  public OptionalDouble roundCost(int nodes, Duration drafting) {
    if (points.size() < 2 || points.getFirst().rows() != 1 || points.getFirst().nanos() <= 0) {
      return OptionalDouble.empty();
    }
    double plain = points.getFirst().nanos();
    return OptionalDouble.of((nanos(1 + nodes) + drafting.toNanos()) / plain);
  }

  private double nanos(int rows) {
    int right = 1;
    while (right < points.size() - 1 && points.get(right).rows() < rows) {
      right++;
    }
    Point a = points.get(right - 1);
    Point b = points.get(right);
    double slope = (double) (b.nanos() - a.nanos()) / (b.rows() - a.rows());
    return a.nanos() + slope * (rows - a.rows());
  }
}
