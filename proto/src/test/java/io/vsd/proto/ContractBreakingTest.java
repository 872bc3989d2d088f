package io.vsd.proto;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Holds the contracts to what was released: nothing that stands in {@code contract-baseline.txt}
 * may go or change its number, type or cardinality. New lines are free; a release copies {@code
 * target/contract-current.txt} over the baseline.
 */
class ContractBreakingTest {

  @Test
  void keepsEverythingThatTheBaselinePromises() throws IOException {
    Set<String> current = promises();
    Files.writeString(Path.of("target/contract-current.txt"), String.join("\n", current) + "\n");
    List<String> baseline = Files.readAllLines(Path.of("src/test/resources/contract-baseline.txt"));

    assertThat(baseline).isNotEmpty();
    assertThat(current).containsAll(baseline);
  }

  @Test
  void noticesARemovedField() throws IOException {
    var withoutOne = new TreeSet<>(promises());
    assertThat(withoutOne.remove("vsd.speculation.v1.Open.session_id = 1 STRING OPTIONAL"))
        .isTrue();
    var baseline =
        new String(
            Files.readAllBytes(Path.of("src/test/resources/contract-baseline.txt")),
            StandardCharsets.UTF_8);
    assertThat(withoutOne.containsAll(baseline.lines().toList())).isFalse();
  }

  private static Set<String> promises() {
    var lines = new TreeSet<String>();
    for (var file : ContractFiles.all()) {
      for (var message : file.getMessageTypes()) {
        for (var field : message.getFields()) {
          var cardinality = field.isRepeated() ? "REPEATED" : "OPTIONAL";
          lines.add(
              "%s = %d %s %s"
                  .formatted(field.getFullName(), field.getNumber(), field.getType(), cardinality));
        }
      }
      for (var type : file.getEnumTypes()) {
        for (var value : type.getValues()) {
          lines.add("%s = %d".formatted(value.getFullName(), value.getNumber()));
        }
      }
      for (var service : file.getServices()) {
        for (var method : service.getMethods()) {
          lines.add(
              "%s(%s) %s"
                  .formatted(
                      method.getFullName(),
                      method.isClientStreaming() ? "stream" : "one",
                      method.isServerStreaming() ? "stream" : "one"));
        }
      }
    }
    return lines;
  }
}
