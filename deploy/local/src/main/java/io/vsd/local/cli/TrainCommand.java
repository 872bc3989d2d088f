package io.vsd.local.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Unmatched;

/** Trains a draft from recorded answers; the trainer module's program does the work. */
@Command(
    name = "train",
    description = {
      "Trains a draft from texts that the target wrote before, teacher-forced by the target. A line",
      "is {id, domain, temperature, prompt_ids, answer_ids}.",
      "",
      "Further options go to the trainer as they are: --from DIR, --objective eagle3|vsd,",
      "--learning-rate R, --draft-vocabulary N, --unrolled-steps N, --batch-size N, --max-tokens N,",
      "--passes N, --seed S, --compute bf16|fp32, --threads N, --held-out N, --law-size N,",
      "--checkpoint-tokens N"
    },
    mixinStandardHelpOptions = true)
final class TrainCommand implements Callable<Integer> {
  private static final String MAIN = "io.vsd.trainer.transcripts.TranscriptMain";

  @Option(
      names = "--transcripts",
      paramLabel = "FILE",
      required = true,
      description = "recorded answers, JSON lines")
  private Path transcripts = Path.of("");

  @Option(
      names = "--out",
      paramLabel = "DIR",
      required = true,
      description = "checkpoint directory to write")
  private Path out = Path.of("");

  @Option(
      names = "--model",
      paramLabel = "ID|PATH",
      defaultValue = io.vsd.local.config.Workspace.DEFAULT_MODEL,
      description = "the target that wrote the texts (default: ${DEFAULT-VALUE})")
  private String model = "";

  @Unmatched private List<String> further = new ArrayList<>();

  private final Session session;

  TrainCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    String target = ModelFiles.ensure(session, model);
    Path app = session.workspace().serviceJar("trainer-service").resolveSibling("");
    List<String> command = new ArrayList<>();
    command.add(session.workspace().java().toString());
    command.addAll(List.of("-Xmx3g", "@" + session.workspace().javaOptions()));
    command.add("-Djava.util.logging.manager=org.jboss.logmanager.LogManager");
    command.add("-cp");
    command.add(
        app.resolve("app/*") + ":" + app.resolve("lib/boot/*") + ":" + app.resolve("lib/main/*"));
    command.add(MAIN);
    command.addAll(List.of("--transcripts", transcripts.toString(), "--out", out.toString()));
    command.addAll(List.of("--model", target));
    command.addAll(further);
    ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
    builder.environment().put("DJL_OFFLINE", "true");
    builder.environment().put("OPT_OUT_TRACKING", "true");
    builder.environment().putIfAbsent("MALLOC_ARENA_MAX", "2");
    Process process = builder.start();
    Thread stop = new Thread(() -> stop(process), "train-stop");
    Runtime.getRuntime().addShutdownHook(stop);
    return process.waitFor();
  }

  /** It writes what it has learned before it ends. */
  private static void stop(Process process) {
    process.destroy();
    try {
      process.waitFor();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
