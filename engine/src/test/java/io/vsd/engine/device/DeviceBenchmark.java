package io.vsd.engine.device;

import ai.djl.Device;
import ai.djl.util.cuda.CudaUtils;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.fixtures.TeacherForcing;
import io.vsd.engine.model.CostPoint;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TopLogProbs;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * How a device computes the default model: agreement with the golden answers (transformers, fp32),
 * rows of trees against single rows, texts with and without drafts, cost by rows, memory, and
 * training steps against the CPU's. Equality is counted, not asserted. Runs by hand, since no build
 * machine has a GPU. Arguments: model, draft checkpoint, device, number of texts, then precisions.
 */
public final class DeviceBenchmark {
  private static final int ANSWER_TOKENS = 64;
  private static final int[] ROWS = {1, 2, 4, 8, 16, 24, 32, 48, 64, 96};

  private final List<int[]> prompts = new ArrayList<>();
  private final List<int[]> answers = new ArrayList<>();
  private final ModelDirectory model;
  private final DraftCheckpoint checkpoint;
  private final String device;
  private final int texts;

  private DeviceBenchmark(
      ModelDirectory model, DraftCheckpoint checkpoint, String device, int texts)
      throws IOException {
    this.model = model;
    this.checkpoint = checkpoint;
    this.device = device;
    try (InputStream in = DeviceBenchmark.class.getResourceAsStream("/goldens/target-real.json")) {
      for (JsonNode golden : new ObjectMapper().readTree(in).get("cases")) {
        prompts.add(ints(golden.get("prompt")));
        answers.add(ints(golden.get("greedy")));
      }
    }
    this.texts = Math.min(texts, prompts.size());
  }

  /** Prints a few lines a precision. */
  public static void main(String[] args) throws IOException, InterruptedException {
    try (ModelDirectory model = ModelDirectory.open(Path.of(args[0]))) {
      DeviceBenchmark benchmark =
          new DeviceBenchmark(
              model, DraftCheckpoint.read(Path.of(args[1])), args[2], Integer.parseInt(args[3]));
      for (String precision : Arrays.copyOfRange(args, 4, args.length)) {
        benchmark.measure(Precision.of(precision));
      }
    }
  }

  private void measure(Precision precision) throws InterruptedException {
    DeviceOptions options =
        new DeviceOptions(device, precision, Runtime.getRuntime().availableProcessors());
    long start = System.nanoTime();
    try (TargetModel target = Backends.target(model, options)) {
      print(precision, "load", "%.1f s%s".formatted((System.nanoTime() - start) / 1e9, memory()));
      try (DraftModel draft = Backends.draft(checkpoint, TargetEmbedding.of(model), options)) {
        attempt(() -> costs(precision, target));
        attempt(() -> goldens(precision, target));
        attempt(() -> print(precision, "rows", new RowEquality(target).measure()));
        attempt(() -> training(precision, target));
        attempt(() -> texts(precision, target, draft));
        print(precision, "end", memory());
      }
    }
  }

  private interface Section {
    void run() throws InterruptedException;
  }

  /**
   * Runs a section; device time is dear, so one that fails does not keep the others from running.
   */
  private static void attempt(Section section) throws InterruptedException {
    try {
      section.run();
    } catch (RuntimeException e) {
      System.out.println("failed: " + e);
    }
  }

  private void costs(Precision precision, TargetModel target) {
    StringBuilder line = new StringBuilder();
    for (CostPoint point : target.measureCostCurve(200, ROWS, Duration.ofMinutes(10))) {
      line.append(" %d: %.2f".formatted(point.rows(), point.milliseconds()));
    }
    print(precision, "ms by rows, context 200", line.toString());
  }

  /** Every law along the golden answers chooses the golden token, but for near ties. */
  private void goldens(Precision precision, TargetModel target) {
    int others = 0;
    int tokens = 0;
    double widest = 0;
    for (int i = 0; i < prompts.size(); i++) {
      int[] prompt = prompts.get(i);
      int[] answer = answers.get(i);
      int[] text = IntStream.concat(IntStream.of(prompt), IntStream.of(answer)).toArray();
      List<TopLogProbs> laws = TeacherForcing.run(target, text, prompt.length, 16).laws();
      for (int j = 0; j < answer.length; j++, tokens++) {
        TopLogProbs law = laws.get(j);
        if (law.tokenIds()[0] != answer[j]) {
          others++;
          widest = Math.max(widest, lead(law, answer[j]));
        }
      }
    }
    print(
        precision,
        "goldens",
        "%d of %d tokens differ, widest gap %.3g nats".formatted(others, tokens, widest));
  }

  /** How far the likeliest token leads another one, in nats. */
  private static double lead(TopLogProbs law, int token) {
    for (int i = 0; i < law.tokenIds().length; i++) {
      if (law.tokenIds()[i] == token) {
        return law.logProbs()[0] - law.logProbs()[i];
      }
    }
    return Double.POSITIVE_INFINITY;
  }

  private void texts(Precision precision, TargetModel target, DraftModel draft) {
    TextWriter writer = new TextWriter(target, ANSWER_TOKENS);
    for (double temperature : new double[] {0, 1}) {
      List<TextWriter.Written> plain = new ArrayList<>();
      for (int i = 0; i < texts; i++) {
        plain.add(writer.plain(prompts.get(i), sampling(temperature, i)));
      }
      String what = "T=" + temperature;
      print(precision, what + " plain", speed(plain));
      for (int nodes : new int[] {8, 32}) {
        List<TextWriter.Written> drafted = new ArrayList<>();
        double widest = 0;
        int equal = 0;
        for (int i = 0; i < texts; i++) {
          SamplingParameters sampling = sampling(temperature, i);
          TextWriter.Written text =
              writer.speculative(draft, new TreeShape(nodes, 6, 6), prompts.get(i), sampling);
          drafted.add(text);
          double gap = gap(target, plain.get(i).tokens(), text.tokens(), sampling);
          equal += gap < 0 ? 1 : 0;
          widest = Math.max(widest, gap);
        }
        print(
            precision,
            what + " trees of " + nodes,
            "%s, %d of %d texts equal, widest gap where they part %.3g"
                .formatted(speed(drafted), equal, texts, widest));
      }
    }
  }

  private static SamplingParameters sampling(double temperature, int seed) {
    return new SamplingParameters(temperature, 1, 0, seed);
  }

  private static String speed(List<TextWriter.Written> texts) {
    double seconds = texts.stream().mapToLong(TextWriter.Written::nanos).sum() / 1e9;
    double drafting = texts.stream().mapToLong(TextWriter.Written::draftNanos).sum() / 1e9;
    int rounds = texts.stream().mapToInt(TextWriter.Written::rounds).sum();
    double tokens = texts.size() * (ANSWER_TOKENS - 1.0);
    return "%.1f tokens/s, %.2f a round, %.2f ms a round, %.2f of them drafting"
        .formatted(
            tokens / seconds, tokens / rounds, 1e3 * seconds / rounds, 1e3 * drafting / rounds);
  }

  /** By how much the one token led the other where two texts part; -1 where they do not. */
  private static double gap(
      TargetModel target, int[] plain, int[] drafted, SamplingParameters sampling) {
    int at = Arrays.mismatch(plain, drafted);
    if (at < 0) {
      return -1;
    }
    try (KvSlot slot = target.openSlot(at);
        TreeForward forward = target.prefill(slot, Arrays.copyOf(plain, at))) {
      float[] logits = forward.logits(at - 1);
      double gap = logits[plain[at]] - logits[drafted[at]];
      if (!sampling.isGreedy()) {
        double[] noise =
            GumbelNoise.gumbel(sampling.seed(), at, new int[] {plain[at], drafted[at]});
        gap = gap / sampling.temperature() + noise[0] - noise[1];
      }
      return Math.abs(gap);
    }
  }

  private void training(Precision precision, TargetModel target) throws InterruptedException {
    if (precision == Precision.FP16) {
      return;
    }
    TrainingOptions.Compute compute =
        precision == Precision.BF16 ? TrainingOptions.Compute.BF16 : TrainingOptions.Compute.FP32;
    List<int[]> texts = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      int[] answer = answers.get(i);
      texts.add(IntStream.concat(IntStream.of(prompts.get(i)), IntStream.of(answer)).toArray());
    }
    TargetEmbedding embedding = TargetEmbedding.of(model);
    TrainingAgreement training =
        new TrainingAgreement(target, checkpoint, embedding, texts, prompts.getFirst().length);
    for (String line : training.compare(device, compute)) {
      print(precision, "training", line);
    }
  }

  /** What the whole card holds, other processes included. */
  private String memory() {
    if (device.equals("cpu")) {
      return "";
    }
    long used = CudaUtils.getGpuMemory(Device.gpu()).getUsed();
    return " %d MB of the card used".formatted(used >> 20);
  }

  private static int[] ints(JsonNode values) {
    return IntStream.range(0, values.size()).map(i -> values.get(i).asInt()).toArray();
  }

  private static void print(Precision precision, String what, String value) {
    System.out.println(precision.configName() + " " + what + ": " + value);
  }
}
