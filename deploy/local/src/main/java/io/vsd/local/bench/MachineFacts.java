package io.vsd.local.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processor that figures were read on.
 *
 * @param model its name, "unknown" where the system does not tell
 * @param vectorFlags its vector instruction sets
 * @param cores processors that this process may use
 */
public record MachineFacts(String model, List<String> vectorFlags, int cores) {
  private static final Path CPU_INFO = Path.of("/proc/cpuinfo");
  private static final Set<String> SINGLE =
      Set.of("fma", "f16c", "asimd", "asimdhp", "sve", "sve2");

  public MachineFacts {
    vectorFlags = List.copyOf(vectorFlags);
  }

  /** This machine. */
  public static MachineFacts read() throws IOException {
    List<String> lines = Files.isReadable(CPU_INFO) ? Files.readAllLines(CPU_INFO) : List.of();
    return of(lines, Runtime.getRuntime().availableProcessors());
  }

  static MachineFacts of(List<String> cpuInfo, int cores) {
    List<String> flags =
        value(cpuInfo, "flags")
            .or(() -> value(cpuInfo, "Features"))
            .map(
                line ->
                    Arrays.stream(line.split("\\s+"))
                        .filter(MachineFacts::isVector)
                        .sorted()
                        .toList())
            .orElse(List.of());
    return new MachineFacts(value(cpuInfo, "model name").orElse("unknown"), flags, cores);
  }

  private static Optional<String> value(List<String> cpuInfo, String key) {
    return cpuInfo.stream()
        .map(line -> line.split(":", 2))
        .filter(parts -> parts.length == 2 && parts[0].strip().equals(key))
        .map(parts -> parts[1].strip())
        .findFirst();
  }

  private static boolean isVector(String flag) {
    return flag.startsWith("avx") || flag.startsWith("amx") || SINGLE.contains(flag);
  }

  /** Widest vectors in bits; 128 where the flags name none that are wider. */
  public int vectorBits() {
    if (vectorFlags.stream().anyMatch(flag -> flag.startsWith("avx512"))) {
      return 512;
    }
    return vectorFlags.contains("avx2") ? 256 : 128;
  }

  /** All of it. */
  public ObjectNode toJson() {
    ObjectNode node = new ObjectMapper().createObjectNode();
    node.put("cpu", model);
    node.put("cores", cores);
    node.put("vector_bits", vectorBits());
    node.putPOJO("vector_flags", vectorFlags);
    return node;
  }

  /** One line for a table's caption. */
  public String describe() {
    return "%s, %d cores, %d-bit vectors".formatted(model, cores, vectorBits());
  }
}
