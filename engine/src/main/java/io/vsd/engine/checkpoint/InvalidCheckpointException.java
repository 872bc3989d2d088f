package io.vsd.engine.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** A checkpoint directory that must not be used; the message lists every problem found. */
public final class InvalidCheckpointException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient List<CheckpointProblem> problems;

  InvalidCheckpointException(Path where, List<CheckpointProblem> problems) {
    super(
        where
            + ": "
            + problems.stream().map(CheckpointProblem::message).collect(Collectors.joining("; ")));
    this.problems = List.copyOf(problems);
  }

  InvalidCheckpointException(Path where, CheckpointProblem problem) {
    this(where, List.of(problem));
  }

  /** What is wrong, at least one. */
  public List<CheckpointProblem> problems() {
    return problems;
  }
}
