package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.local.cli.VsdMain;
import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The batch door as a person starts it, where no cluster runs: it brings its own. */
class GenerateCommandST {
  private static final Duration LIMIT = Duration.ofMinutes(2);
  private static final int INTERRUPTED = 130;

  private final Path home = ClusterStand.directory("generate");
  private final Path out = home.resolve("out.jsonl");
  private TinyTarget target;

  /** A home of its own, so that no cluster that runs in the checkout is used or disturbed. */
  @BeforeEach
  void home() throws IOException {
    target = TinyTarget.write(home, 20);
    Path checkout = Workspace.current().home();
    for (String module :
        List.of("verifier-service", "draft-service", "trainer-service", "deploy")) {
      Files.createSymbolicLink(home.resolve(module), checkout.resolve(module));
    }
  }

  @Test
  void answersEveryPromptAndStopsWhatItStarted() throws Exception {
    Process command = start(2, 10);
    List<ProcessHandle> services = servicesOf(command);

    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isZero();
    List<JsonNode> answers = answers();
    assertThat(answers).extracting(a -> a.path("id").asText()).containsExactly("p0", "p1");
    assertThat(answers)
        .allSatisfy(
            answer ->
                assertThat(answer.properties())
                    .extracting(java.util.Map.Entry::getKey)
                    .contains(
                        "id",
                        "turn",
                        "prompt_ids",
                        "token_ids",
                        "text",
                        "finish_reason",
                        "acceptance_length",
                        "rounds",
                        "seconds"));
    assertThat(services).hasSize(2).noneMatch(ProcessHandle::isAlive);
  }

  @Test
  void interruptStopsEveryProcess() throws Exception {
    Process command = start(500, 200);
    List<ProcessHandle> services = servicesOf(command);
    ClusterStand.await(LIMIT, () -> Files.exists(out) ? answers().size() : 0, n -> n > 0);

    new ProcessBuilder("kill", "-INT", Long.toString(command.pid())).start().waitFor();

    assertThat(command.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(command.exitValue()).isEqualTo(INTERRUPTED);
    assertThat(services).hasSize(2).noneMatch(ProcessHandle::isAlive);
    assertThat(answers()).as("whole lines only").hasSizeBetween(1, 499);
  }

  private Process start(int prompts, int maxTokens) throws IOException {
    Path file = home.resolve("prompts.jsonl");
    Files.write(
        file,
        IntStream.range(0, prompts)
            .mapToObj(i -> "{\"id\": \"p%d\", \"prompt\": \"the cat sat %d\"}".formatted(i, i))
            .toList());
    List<String> command = new ArrayList<>();
    // A shell's background jobs, and what they start, would ignore Ctrl-C.
    command.addAll(List.of("env", "--default-signal=INT", Workspace.current().java().toString()));
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(
        List.of("-cp", Workspace.current().localClassPath(), VsdMain.class.getName(), "generate"));
    command.addAll(List.of("--model", target.model().toString()));
    command.addAll(List.of("--draft", target.draft().toString()));
    command.addAll(List.of("--prompts", file.toString(), "--out", out.toString()));
    command.addAll(List.of("--max-tokens", Integer.toString(maxTokens), "--temperature", "1"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("VSD_HOME", home.toString());
    builder.redirectErrorStream(true).redirectOutput(home.resolve("command.log").toFile());
    return builder.start();
  }

  /** Verifier and draft, once both have been started. */
  private static List<ProcessHandle> servicesOf(Process command) throws Exception {
    return ClusterStand.await(
        LIMIT, () -> command.descendants().toList(), services -> services.size() == 2);
  }

  private List<JsonNode> answers() throws IOException {
    List<JsonNode> answers = new ArrayList<>();
    for (String line : Files.readAllLines(out)) {
      answers.add(new ObjectMapper().readTree(line));
    }
    return answers;
  }
}
