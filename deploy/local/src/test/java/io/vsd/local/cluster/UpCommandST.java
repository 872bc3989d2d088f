package io.vsd.local.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.vsd.local.cli.VsdMain;
import io.vsd.local.config.Workspace;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Starting a cluster as a person does it: two beside each other, and what goes wrong. */
class UpCommandST {
  private static final Duration LIMIT = Duration.ofMinutes(3);
  private static final int NOT_STARTED = 3;

  private final Path home = ClusterStand.directory("up");
  private TinyTarget target;

  private record Run(int code, String output) {}

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
  void twoClustersRunAtOnceAndEachIsReachedByItsName() throws Exception {
    Path prompts = home.resolve("prompts.jsonl");
    Files.writeString(prompts, "{\"id\": \"p\", \"prompt\": \"the cat sat\"}\n");
    try {
      assertThat(up("--no-learning").code()).isZero();
      Run second = up("--no-learning", "--cluster", "second");
      assertThat(second.code()).as(second.output()).isZero();
      assertThat(second.output()).contains("./vsd chat --cluster second");
      assertThat(ClusterHome.running(home.resolve(".vsd"))).containsExactly("local", "second");
      assertThat(addresses("local")).doesNotContainAnyElementsOf(addresses("second"));

      List<String> answers = new ArrayList<>();
      for (String name : List.of("local", "second")) {
        Path out = home.resolve(name + ".jsonl");
        Run run =
            vsd(
                "generate",
                "--cluster",
                name,
                // With it the number of rounds depends on what they cost where they are served.
                "--speculation",
                "off",
                "--prompts",
                prompts.toString(),
                "--out",
                out.toString());
        assertThat(run.code()).as(run.output()).isZero();
        assertThat(run.output()).doesNotContain("starting one");
        answers.add(Files.readString(out).replaceAll("\"seconds\":[^,}]*", ""));
      }
      assertThat(answers.getFirst()).isEqualTo(answers.getLast());
      assertThat(vsd("down", "--cluster", "second").output()).contains("Stopped verifier, draft");
      assertThat(vsd("status").code()).isZero();
      assertThat(vsd("status", "--cluster", "second").code()).isEqualTo(NOT_STARTED);
    } finally {
      vsd("down");
      vsd("down", "--cluster", "second");
    }
  }

  @Test
  void aTakenPortOfAFixedBlockIsOneSentenceAndNothingStarts() throws Exception {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      int base = taken.getLocalPort() - 10;

      refusedBeforeTheStart(
          up("--no-learning", "--port-base", Integer.toString(base)),
          "port " + taken.getLocalPort() + " is taken by java (process");
    }
  }

  @Test
  void aHeapThatIsTooSmallIsSaidToBe() throws Exception {
    Run run = up("--no-learning", "--heap", "verifier=12");

    assertThat(run.code()).isEqualTo(NOT_STARTED);
    assertThat(run.output())
        .contains("vsd: verifier did not start: its Java heap was too small")
        .contains("  log: " + home.resolve(".vsd/local/logs/verifier.log"))
        .doesNotContain("\tat ", "Exception");
    assertThat(ClusterHome.running(home.resolve(".vsd"))).isEmpty();
  }

  @Test
  void aModelThatIsMissingOrDamagedIsRefusedBeforeAnythingStarts() throws Exception {
    refusedBeforeTheStart(
        vsd("up", "--model", "/no/such/model"), "'/no/such/model' is no file or directory");
    Path weights = target.model().resolve("model.safetensors");
    try (RandomAccessFile file = new RandomAccessFile(weights.toFile(), "rw")) {
      file.setLength(file.length() - 1);
    }
    refusedBeforeTheStart(vsd("up", "--model", target.model().toString()), "truncated");
  }

  @Test
  void aDraftThatCannotServeTheModelIsRefusedBeforeAnythingStarts() throws Exception {
    Path missing = home.resolve("missing");
    refusedBeforeTheStart(
        withDraft(missing), "--draft cannot be used: " + missing + ": no such directory");
    Path pickled = Files.createDirectories(home.resolve("pickled"));
    Files.writeString(pickled.resolve("config.json"), "{}");
    Files.writeString(pickled.resolve("pytorch_model.bin"), "x");
    refusedBeforeTheStart(withDraft(pickled), "pytorch_model.bin is a pickle");
    Path ofAnother = Workspace.current().bundledDraft();
    refusedBeforeTheStart(
        withDraft(ofAnother), "--draft " + ofAnother + " is not for " + target.model() + ": ");
    Path damaged = target.draft();
    Files.write(damaged.resolve("draft.safetensors"), new byte[] {1, 2, 3});
    refusedBeforeTheStart(withDraft(damaged), "--draft cannot be used: " + damaged);
  }

  private Run withDraft(Path draft) throws Exception {
    return vsd("up", "--model", target.model().toString(), "--draft", draft.toString());
  }

  private void refusedBeforeTheStart(Run run, String sentence) {
    assertThat(run.output()).contains("vsd: ", sentence).doesNotContain("\tat ", "kill");
    assertThat(run.code()).isIn(1, NOT_STARTED);
    assertThat(home.resolve(".vsd/local/logs/verifier.log")).doesNotExist();
  }

  private List<String> addresses(String name) throws IOException {
    return ClusterHome.of(home.resolve(".vsd"), name).cluster().orElseThrow().services().stream()
        .map(ClusterState.Service::address)
        .toList();
  }

  private Run up(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("up", "--model", target.model().toString()));
    arguments.addAll(List.of("--draft", target.draft().toString()));
    arguments.addAll(List.of(options));
    return vsd(arguments.toArray(String[]::new));
  }

  private Run vsd(String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Workspace.current().java().toString());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.addAll(List.of("-cp", Workspace.current().localClassPath(), VsdMain.class.getName()));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("VSD_HOME", home.toString());
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    return new Run(process.exitValue(), output);
  }
}
