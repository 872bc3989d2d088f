package io.vsd.verifier.scheduling;

import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One forward for several tasks: all requests, the pass, all replies, then what can wait. A task
 * that throws ends alone; where the pass throws, each request is tried alone, so that only the one
 * that broke it is lost.
 */
final class Batch {
  private static final Logger LOG = Logger.getLogger(Batch.class);

  private final List<Part> parts = new ArrayList<>();

  /** Adds a task and the rows that it was granted. */
  Part add(RowTask task, int rows) {
    Part part = new Part(task, rows);
    parts.add(part);
    return part;
  }

  void run(ForwardPass pass, BatchMetrics metrics) {
    for (Part part : parts) {
      part.attempt(() -> part.request = part.task.request(part.granted));
    }
    try {
      Pass computed = forward(pass, metrics);
      for (Part part : parts) {
        part.attempt(() -> part.task.answer(part.computed(), computed));
      }
      for (Part part : parts) {
        part.attempt(() -> part.over = part.task.settle(part.computed()));
      }
    } finally {
      parts.forEach(Part::close);
    }
  }

  private Pass forward(ForwardPass pass, BatchMetrics metrics) {
    List<Part> asking = parts.stream().filter(part -> !part.failed).toList();
    if (asking.isEmpty()) {
      return new Pass(0, 0, 0);
    }
    List<RowRequest> requests = asking.stream().map(Part::asked).toList();
    int rows = requests.stream().mapToInt(RowRequest::rows).sum();
    metrics.forward(requests.size(), rows);
    long start = System.nanoTime();
    if (asking.size() == 1) {
      asking.getFirst().computeAlone(pass);
    } else {
      computeTogether(pass, asking, requests);
    }
    return new Pass(System.nanoTime() - start, rows, requests.size());
  }

  private static void computeTogether(
      ForwardPass pass, List<Part> asking, List<RowRequest> requests) {
    try {
      List<TreeForward> computed = pass.forward(requests);
      for (int i = 0; i < asking.size(); i++) {
        asking.get(i).forward = computed.get(i);
      }
    } catch (RuntimeException | Error cause) {
      LOG.warnf(cause, "a forward for %d sessions failed: each is computed alone", asking.size());
      asking.forEach(part -> part.computeAlone(pass));
    }
  }

  /** A task's part of the forward. */
  static final class Part {
    private final RowTask task;
    private final int granted;
    private @Nullable RowRequest request;
    private @Nullable TreeForward forward;
    private boolean failed;
    private boolean over;

    private Part(RowTask task, int granted) {
      this.task = task;
      this.granted = granted;
    }

    /** Whether the task needs no further forward. */
    boolean over() {
      return over || failed;
    }

    private RowRequest asked() {
      return Objects.requireNonNull(request);
    }

    private TreeForward computed() {
      return Objects.requireNonNull(forward);
    }

    private void computeAlone(ForwardPass pass) {
      attempt(() -> forward = pass.forward(List.of(asked())).getFirst());
    }

    private void attempt(Runnable step) {
      if (!failed) {
        failed = !Attempts.succeeds(task, step);
      }
    }

    private void close() {
      try {
        if (forward != null) {
          forward.close();
        }
      } catch (RuntimeException cause) {
        LOG.error("the memory of a forward could not be freed", cause);
      }
    }
  }
}
