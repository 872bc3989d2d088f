package io.vsd.engine.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.model.CostPoint;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.price.Company;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.price.RowCosts;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Acceptance length of drafts on real prompts: the target answers once, plainly, and every draft
 * and tree shape is judged by counterfactual replay. Arguments: prompts file (JSON lines with a
 * {@code prompt}), how many of them, answer tokens, temperature, then checkpoint directories.
 */
public final class ReplayBenchmark {

  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 2);

  private static final int[] NODES = {1, 2, 4, 6, 8, 16};
  private static final TreeShape BOUNDS = new TreeShape(16, 8);
  private static final int[] ROWS = {1, 2, 3, 4, 5, 6, 7, 8, 12, 16, 20};

  /** Milliseconds about as the services measure them on two cores. */
  private static final double BETWEEN = 1;

  private static final DraftCosts DRAFTING = new DraftCosts(0.2, 2.5, 1.5);

  /** For comparison on any machine: two cores with AVX-512, and a device where rows are free. */
  private static final RowCosts WIDE_CPU =
      new RowCosts(new int[] {1, 4, 8, 16}, new double[] {10.5, 12.5, 18.5, 34});

  private static final RowCosts FLAT = new RowCosts(new int[] {1}, new double[] {8});

  private static final List<Set<ExpertKind>> EXPERTS =
      List.of(
          EnumSet.of(ExpertKind.NETWORK),
          EnumSet.of(ExpertKind.TABLE),
          EnumSet.of(ExpertKind.LOOKUP),
          EnumSet.of(ExpertKind.TABLE, ExpertKind.LOOKUP),
          EnumSet.allOf(ExpertKind.class));

  private ReplayBenchmark() {}

  /**
   * Prints, for each draft and experts, realised and expected tokens a round by the nodes of a tree
   * that costs nothing; and of trees by their price, the target's part of it measured here or
   * fixed, also how much faster than plain decoding they would be.
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    double temperature = Double.parseDouble(args[3]);
    try (ModelDirectory directory = RealModel.open()) {
      RowCosts forward = costs(directory);
      List<RecordedSession> sessions =
          record(
              directory,
              prompts(Path.of(args[0]), Integer.parseInt(args[1])),
              Integer.parseInt(args[2]),
              temperature);
      TargetEmbedding embedding = TargetEmbedding.of(directory);
      Map<String, RowCosts> curves = new LinkedHashMap<>();
      curves.put("as measured here", forward);
      curves.put("on two cores with AVX-512", WIDE_CPU);
      curves.put("where rows are free", FLAT);
      for (int i = 4; i < args.length; i++) {
        DraftCheckpoint checkpoint = DraftCheckpoint.read(Path.of(args[i]));
        try (DraftModel draft = Backends.draft(checkpoint, embedding, CPU)) {
          for (Set<ExpertKind> experts : EXPERTS) {
            String what = "%s T=%s %s".formatted(draft.version(), temperature, experts);
            for (int nodes : NODES) {
              ReplayResult result =
                  replay(
                      draft, sessions, experts, new TreeShape(nodes, 7, 6), RoundCosts.nothing());
              System.out.printf("%s nodes %d: %s%n", what, nodes, tokens(result));
            }
            for (Map.Entry<String, RowCosts> curve : curves.entrySet()) {
              RoundCosts priced =
                  new RoundCosts(curve.getValue(), BETWEEN, DRAFTING, Company.none());
              ReplayResult result = replay(draft, sessions, experts, BOUNDS, priced);
              System.out.printf(
                  "%s by price, %s: %s, %.3f times plain decoding%n",
                  what,
                  curve.getKey(),
                  tokens(result),
                  result.committedTokens() * priced.plain() / result.milliseconds());
            }
          }
        }
      }
    }
  }

  private static String tokens(ReplayResult result) {
    return "%.3f tokens a round, %.3f expected"
        .formatted(result.acceptanceLength(), result.expectedLength());
  }

  private static RowCosts costs(ModelDirectory directory) {
    try (TargetModel target = Backends.target(directory, CPU)) {
      List<CostPoint> points = target.measureCostCurve(128, ROWS, Duration.ofSeconds(20));
      points.forEach(p -> System.out.printf("%d rows: %.2f ms%n", p.rows(), p.milliseconds()));
      return new RowCosts(
          points.stream().mapToInt(CostPoint::rows).toArray(),
          points.stream().mapToDouble(CostPoint::milliseconds).toArray());
    }
  }

  private static ReplayResult replay(
      DraftModel draft,
      List<RecordedSession> sessions,
      Set<ExpertKind> experts,
      TreeShape shape,
      RoundCosts costs)
      throws InterruptedException {
    CounterfactualReplay replay = new CounterfactualReplay(new TreeDrafter(experts), shape);
    List<ReplayResult> each = new ArrayList<>();
    for (RecordedSession session : sessions) {
      each.add(replay.replay(draft, session, costs, Integer.MAX_VALUE, Pacer.UNPACED));
    }
    return ReplayResult.together(each);
  }

  private static List<String> prompts(Path file, int count) throws IOException {
    List<String> prompts = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    // Evenly over the file, which is sorted by task.
    for (int i = 0; i < count; i++) {
      JsonNode line = new ObjectMapper().readTree(lines.get(i * lines.size() / count));
      prompts.add(
          line.has("prompt") ? line.get("prompt").asText() : line.get("turns").get(0).asText());
    }
    return prompts;
  }

  private static List<RecordedSession> record(
      ModelDirectory directory, List<String> prompts, int answerTokens, double temperature) {
    List<OwnAnswers.Question> questions = new ArrayList<>();
    ChatTemplate template = ChatTemplate.of(directory);
    try (TextTokenizer tokenizer = TextTokenizer.of(directory);
        TargetModel target = Backends.target(directory, CPU)) {
      for (String prompt : prompts) {
        int[] ids = tokenizer.encode(template.render(List.of(new ChatTurn("user", prompt)), true));
        questions.add(
            new OwnAnswers.Question(
                ids, new SamplingParameters(temperature, 1, 0, questions.size())));
      }
      return new OwnAnswers(target, answerTokens).answer(questions);
    }
  }
}
