package io.vsd.engine.startup;

import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.hub.HubException;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.Optional;

/**
 * Why a service does not start.
 *
 * @param reason one sentence on one line
 * @param foreseen whether the reason says all there is to know; if not, the cause's trace is needed
 */
public record StartRefusal(String reason, boolean foreseen) {
  private static final int MOST_CAUSES = 32;
  private static final long MB = 1 << 20;

  /** The reason that lies behind a failure, through whatever wraps it. */
  public static StartRefusal of(Throwable failure) {
    Throwable deepest = failure;
    for (int depth = 0; depth < MOST_CAUSES && deepest.getCause() != null; depth++) {
      Optional<String> known = known(deepest);
      if (known.isPresent()) {
        return new StartRefusal(oneLine(known.get()), true);
      }
      deepest = deepest.getCause();
    }
    return known(deepest)
        .map(known -> new StartRefusal(oneLine(known), true))
        .orElse(new StartRefusal(oneLine(unforeseen(deepest)), false));
  }

  private static Optional<String> known(Throwable cause) {
    return switch (cause) {
      case HubException refused -> Optional.ofNullable(refused.getMessage());
      case MalformedWeightsException refused -> Optional.ofNullable(refused.getMessage());
      case IllegalArgumentException refused -> Optional.ofNullable(refused.getMessage());
      case FileSystemException lost ->
          Optional.of(lost.getClass().getSimpleName() + ": " + lost.getMessage());
      case IOException failed -> Optional.ofNullable(failed.getMessage());
      case OutOfMemoryError full -> Optional.of(memory(full));
      default -> Optional.empty();
    };
  }

  private static String memory(OutOfMemoryError full) {
    return "out of memory (%s): the Java heap may grow to %d MB; give it more with -Xmx"
        .formatted(full.getMessage(), Runtime.getRuntime().maxMemory() / MB);
  }

  private static String unforeseen(Throwable cause) {
    String name = cause.getClass().getSimpleName();
    return cause.getMessage() == null ? name : name + ": " + cause.getMessage();
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s*\\R\\s*", " ");
  }
}
