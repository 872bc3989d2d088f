package io.vsd.trainer.transcripts;

import io.vsd.engine.hub.ModelHub;
import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions.Compute;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** The program behind {@code ./vsd train --transcripts}: options are {@code --name value} pairs. */
public final class TranscriptMain {

  private static final String DEFAULT_MODEL = "HuggingFaceTB/SmolLM2-135M-Instruct";
  private static final long STOP_SECONDS = 60;
  private static final Set<String> NAMES =
      Set.of(
          "transcripts",
          "model",
          "out",
          "from",
          "objective",
          "learning-rate",
          "draft-vocabulary",
          "unrolled-steps",
          "batch-size",
          "max-tokens",
          "passes",
          "seed",
          "compute",
          "threads",
          "held-out",
          "checkpoint-tokens",
          "law-size",
          "table-sessions",
          "table-bytes",
          "trust-prompts",
          "trust-count");

  private TranscriptMain() {}

  /** Exit codes: 0 trained, 1 failed, 2 wrong options. */
  public static void main(String[] args) {
    System.exit(run(args));
  }

  private static int run(String[] args) {
    TranscriptOptions options;
    try {
      options = options(parse(args));
    } catch (IllegalArgumentException e) {
      System.err.println("vsd train: " + e.getMessage());
      return 2;
    }
    TranscriptTraining training = new TranscriptTraining(options, System.out::println);
    CountDownLatch ended = new CountDownLatch(1);
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(training, ended), "train-stop"));
    try {
      training.run();
      return 0;
    } catch (IOException | InterruptedException e) {
      System.err.println("vsd train: " + e.getMessage());
      return 1;
    } finally {
      ended.countDown();
    }
  }

  private static void stop(TranscriptTraining training, CountDownLatch ended) {
    training.stop();
    try {
      if (!ended.await(STOP_SECONDS, TimeUnit.SECONDS)) {
        System.err.println("vsd train: gave up waiting for the current step");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  static Map<String, String> parse(String[] args) {
    Map<String, String> values = new LinkedHashMap<>();
    for (int i = 0; i < args.length; i += 2) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (!NAMES.contains(name)) {
        throw new IllegalArgumentException(args[i] + " is no option");
      }
      if (i + 1 == args.length) {
        throw new IllegalArgumentException(args[i] + " needs a value");
      }
      values.put(name, args[i + 1]);
    }
    return values;
  }

  static TranscriptOptions options(Map<String, String> v) {
    Compute compute =
        switch (v.getOrDefault("compute", "bf16").toLowerCase(Locale.ROOT)) {
          case "bf16" -> Compute.BF16;
          case "fp32" -> Compute.FP32;
          default -> throw new IllegalArgumentException("--compute is bf16 or fp32");
        };
    return new TranscriptOptions(
        Path.of(required(v, "transcripts")),
        ModelHub.fromEnvironment(System.getenv()).resolve(v.getOrDefault("model", DEFAULT_MODEL)),
        Path.of(required(v, "out")),
        Optional.ofNullable(v.get("from")).map(Path::of),
        TrainingObjective.named(v.getOrDefault("objective", "eagle3")),
        Double.parseDouble(v.getOrDefault("learning-rate", "5e-4")),
        Integer.parseInt(v.getOrDefault("draft-vocabulary", "8192")),
        Integer.parseInt(v.getOrDefault("unrolled-steps", "4")),
        Integer.parseInt(v.getOrDefault("batch-size", "8")),
        Long.parseLong(v.getOrDefault("max-tokens", String.valueOf(Long.MAX_VALUE))),
        Integer.parseInt(v.getOrDefault("passes", "1")),
        Long.parseLong(v.getOrDefault("seed", "1")),
        compute,
        Integer.parseInt(v.getOrDefault("threads", "1")),
        Integer.parseInt(v.getOrDefault("held-out", "40")),
        Long.parseLong(v.getOrDefault("checkpoint-tokens", "60000")),
        Integer.parseInt(v.getOrDefault("law-size", "32")),
        new TranscriptOptions.Experts(
            Integer.parseInt(v.getOrDefault("table-sessions", "3")),
            Long.parseLong(v.getOrDefault("table-bytes", String.valueOf(16 << 20))),
            Optional.ofNullable(v.get("trust-prompts")).map(Path::of),
            Integer.parseInt(v.getOrDefault("trust-count", "100"))));
  }

  private static String required(Map<String, String> values, String name) {
    String value = values.get(name);
    if (value == null) {
      throw new IllegalArgumentException("--" + name + " is missing");
    }
    return value;
  }
}
