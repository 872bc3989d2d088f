package io.vsd.engine.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Acceptance length of drafts on real prompts: the target answers once, plainly, and every draft
 * and tree shape is judged by counterfactual replay. Arguments: prompts file (JSON lines with a
 * {@code prompt}), how many of them, answer tokens, temperature, then checkpoint directories.
 */
public final class ReplayBenchmark {

  private static final DeviceOptions CPU = DeviceOptions.cpu(Precision.STORED, 2);

  /** By nodes, the network at every depth; then by the network's depth in the tree that serves. */
  private static final List<TreeShape> SHAPES =
      List.of(
          new TreeShape(1, 7, 6, 6),
          new TreeShape(2, 7, 6, 6),
          new TreeShape(4, 7, 6, 6),
          new TreeShape(6, 7, 6, 6),
          new TreeShape(8, 7, 6, 6),
          new TreeShape(16, 7, 6, 6),
          new TreeShape(4, 4, 4, 4, 1),
          new TreeShape(4, 4, 4, 4, 2),
          new TreeShape(4, 4, 4, 4, 3),
          new TreeShape(4, 4, 4, 4, 4));

  private static final List<Set<ExpertKind>> EXPERTS =
      List.of(
          EnumSet.of(ExpertKind.NETWORK),
          EnumSet.of(ExpertKind.TABLE),
          EnumSet.of(ExpertKind.LOOKUP),
          EnumSet.of(ExpertKind.TABLE, ExpertKind.LOOKUP),
          EnumSet.allOf(ExpertKind.class));

  private ReplayBenchmark() {}

  /** Prints one line for each draft, experts and shape: realised and expected tokens a round. */
  public static void main(String[] args) throws IOException, InterruptedException {
    double temperature = Double.parseDouble(args[3]);
    try (ModelDirectory directory = RealModel.open()) {
      List<RecordedSession> sessions =
          record(
              directory,
              prompts(Path.of(args[0]), Integer.parseInt(args[1])),
              Integer.parseInt(args[2]),
              temperature);
      TargetEmbedding embedding = TargetEmbedding.of(directory);
      for (int i = 4; i < args.length; i++) {
        DraftCheckpoint checkpoint = DraftCheckpoint.read(Path.of(args[i]));
        try (DraftModel draft = Backends.draft(checkpoint, embedding, CPU)) {
          for (Set<ExpertKind> experts : EXPERTS) {
            for (TreeShape shape : SHAPES) {
              ReplayResult result = replay(draft, sessions, experts, shape);
              System.out.printf(
                  "%s T=%s %s nodes %d, network depth %d: %.3f tokens a round, %.3f expected%n",
                  draft.version(),
                  temperature,
                  experts,
                  shape.maxNodes(),
                  shape.networkDepth(),
                  result.acceptanceLength(),
                  result.expectedLength());
            }
          }
        }
      }
    }
  }

  private static ReplayResult replay(
      DraftModel draft, List<RecordedSession> sessions, Set<ExpertKind> experts, TreeShape shape)
      throws InterruptedException {
    CounterfactualReplay replay = new CounterfactualReplay(new TreeDrafter(experts), shape);
    List<ReplayResult> each = new ArrayList<>();
    for (RecordedSession session : sessions) {
      each.add(replay.replay(draft, session, Integer.MAX_VALUE, Pacer.UNPACED));
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
