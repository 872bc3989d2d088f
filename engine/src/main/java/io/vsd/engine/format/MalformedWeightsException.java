package io.vsd.engine.format;

import java.nio.file.Path;

/**
 * A model file that cannot be used: truncated, corrupt, of an unsupported kind, or without a tensor
 * that was asked for. The message names the file, the tensor where there is one, and the reason.
 */
public final class MalformedWeightsException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** A fault of the file as a whole. */
  public MalformedWeightsException(Path file, String reason) {
    super(file + ": " + reason);
  }

  /** A fault of the file as a whole, with its cause. */
  public MalformedWeightsException(Path file, String reason, Throwable cause) {
    super(file + ": " + reason, cause);
  }

  /** A fault of one tensor in the file. */
  public MalformedWeightsException(Path file, String tensor, String reason) {
    super(file + ": tensor '" + tensor + "': " + reason);
  }
}
