package io.vsd.local.startup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the end of a service's log says about why it did not start. Pure; the lines are those of the
 * JVM, of Quarkus 3.33 and its configuration, of Kafka 4.4, and of the services themselves.
 */
public final class ServiceLog {
  /** Quarkus on its HTTP port, Quarkus on its gRPC port, Kafka on either of its own. */
  private static final List<Pattern> PORT_TAKEN =
      List.of(
          Pattern.compile("Port (\\d+) seems to be in use"),
          Pattern.compile("Port already bound: (\\d+)"),
          Pattern.compile("failed to bind to \\S*:(\\d+): Address already in use"));

  private static final Pattern CRASH = Pattern.compile("#\\s+(SIG[A-Z]+|Internal Error) \\(.*");
  private static final Pattern FRAME = Pattern.compile("# ([CVJjAv]\\s.*)");
  private static final Pattern NO_NATIVE_MEMORY =
      Pattern.compile("# Native memory allocation \\(\\w+\\) failed to \\w+ (\\d+) bytes");
  private static final Pattern OUT_OF_MEMORY =
      Pattern.compile("java\\.lang\\.OutOfMemoryError(?:: (.*))?");
  private static final Pattern CANNOT_START = Pattern.compile("\\S+ cannot start: (.+)");
  private static final Pattern CAUSED_BY = Pattern.compile("\\s*Caused by: (.+)");
  private static final Pattern UNCAUGHT = Pattern.compile("Exception in thread \"[^\"]*\" (.+)");
  private static final Pattern ERROR_LINE =
      Pattern.compile("[\\d:., -]*(?:ERROR|FATAL|SEVERE) +(?:\\[[^]]*]|\\S+) (.+)");

  /** A class name before its message; frames and dots only, so that no sentence is cut. */
  private static final Pattern CLASS_NAME = Pattern.compile("(?:[a-z_]\\w*\\.)+([A-Z][\\w$]*)");

  private static final Pattern CONFIG_CODE = Pattern.compile("SRCFG\\d+: ");
  private static final String CONFIG_REFUSED = "Configuration validation failed:";
  private static final String NO_VM = "Error occurred during initialization of VM";

  private final List<String> lines;

  /** Reads these lines, oldest first. */
  public ServiceLog(List<String> lines) {
    this.lines = List.copyOf(lines);
  }

  /**
   * Why the process cannot become ready any more although it may still run: Quarkus serves on
   * without its gRPC port, and Kafka's threads outlive its main one.
   */
  public Optional<StartFailure> fatal() {
    Optional<StartFailure> first = takenPort().or(this::outOfMemory);
    return first.isPresent() ? first : last(UNCAUGHT).map(ServiceLog::named);
  }

  /** The cause as far as the log tells it, the surest sign first. */
  public Optional<StartFailure> cause() {
    return crash()
        .or(this::takenPort)
        .or(this::outOfMemory)
        .or(() -> last(CANNOT_START).map(StartFailure::of))
        .or(this::refusedConfiguration)
        .or(this::noVirtualMachine)
        .or(() -> last(CAUSED_BY).map(ServiceLog::named))
        .or(() -> last(UNCAUGHT).map(ServiceLog::named))
        .or(() -> last(ERROR_LINE).map(StartFailure::of));
  }

  /** The last line that says something. */
  public Optional<String> lastWords() {
    return lines.reversed().stream().map(String::strip).filter(l -> !l.isEmpty()).findFirst();
  }

  private Optional<StartFailure> crash() {
    Optional<String> lacking = last(NO_NATIVE_MEMORY);
    if (lacking.isPresent()) {
      return Optional.of(
          StartFailure.of("the machine had no memory left for it (" + lacking.get() + " bytes)"));
    }
    Optional<String> signal = last(CRASH);
    Optional<String> frame = last(FRAME).map(f -> f.replaceAll("\\s+", " ").strip());
    return signal.map(
        s -> StartFailure.of("the JVM crashed with " + s + frame.map(f -> " in " + f).orElse("")));
  }

  private Optional<StartFailure> takenPort() {
    for (String line : lines) {
      for (Pattern pattern : PORT_TAKEN) {
        Matcher found = pattern.matcher(line);
        if (found.find()) {
          return Optional.of(StartFailure.portTaken(Integer.parseInt(found.group(1))));
        }
      }
    }
    return Optional.empty();
  }

  private Optional<StartFailure> outOfMemory() {
    for (String line : lines) {
      Matcher found = OUT_OF_MEMORY.matcher(line);
      if (found.find()) {
        String what = found.group(1) == null ? "" : found.group(1).strip();
        return Optional.of(StartFailure.of(spent(what)));
      }
    }
    return Optional.empty();
  }

  private static String spent(String what) {
    if (what.contains("heap") || what.contains("GC overhead") || what.contains("array size")) {
      return "its Java heap was too small (%s); ./vsd up --heap SERVICE=MB sets it".formatted(what);
    }
    if (what.contains("direct buffer memory")) {
      return "its memory for direct buffers was too small (" + what + ")";
    }
    return "it ran out of memory" + (what.isEmpty() ? "" : " (" + what + ")");
  }

  private Optional<StartFailure> refusedConfiguration() {
    int at = lines.indexOf(CONFIG_REFUSED);
    if (at < 0) {
      return Optional.empty();
    }
    List<String> faults = new ArrayList<>();
    for (String line : lines.subList(at + 1, lines.size())) {
      if (!line.startsWith("\t") || line.startsWith("\tat ")) {
        break;
      }
      faults.add(CONFIG_CODE.matcher(withoutClass(line.strip())).replaceAll(""));
    }
    return Optional.of(
        StartFailure.of("its configuration is refused: " + String.join("; ", faults)));
  }

  /** The JVM's own refusal, such as of a heap that the machine cannot hold. */
  private Optional<StartFailure> noVirtualMachine() {
    int at = lines.indexOf(NO_VM);
    if (at >= 0 && at + 1 < lines.size()) {
      return Optional.of(StartFailure.of("the JVM did not start: " + lines.get(at + 1).strip()));
    }
    return lines.stream()
        .filter(l -> l.startsWith("Error: "))
        .findFirst()
        .map(l -> StartFailure.of(l.substring("Error: ".length())));
  }

  private Optional<String> last(Pattern pattern) {
    for (String line : lines.reversed()) {
      Matcher found = pattern.matcher(line);
      if (found.find()) {
        return Optional.of(found.group(1).strip());
      }
    }
    return Optional.empty();
  }

  /**
   * An exception's message; its simple name too, since a message such as a file's name needs it.
   */
  private static StartFailure named(String exception) {
    Matcher name = CLASS_NAME.matcher(exception);
    return StartFailure.of(
        name.lookingAt() ? name.group(1) + exception.substring(name.end()) : exception);
  }

  private static String withoutClass(String exception) {
    Matcher name = CLASS_NAME.matcher(exception);
    return name.lookingAt() && exception.startsWith(": ", name.end())
        ? exception.substring(name.end() + 2)
        : exception;
  }
}
