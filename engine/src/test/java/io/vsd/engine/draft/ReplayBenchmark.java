package io.vsd.engine.draft;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vsd.engine.backend.Backends;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.decoding.TokenChooser;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.fixtures.RealModel;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.TargetModel;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.text.ChatTemplate;
import io.vsd.engine.text.ChatTurn;
import io.vsd.engine.text.TextTokenizer;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.engine.tokentree.TreeShape;
import io.vsd.engine.weights.ModelDirectory;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Acceptance length of drafts on real prompts: the target answers once, plainly, and every draft
 * and tree shape is judged by counterfactual replay. Arguments: prompts file (JSON lines with a
 * {@code prompt}), how many of them, answer tokens, temperature, then checkpoint directories.
 */
public final class ReplayBenchmark {

  private static final int[] NODES = {1, 2, 4, 6, 8, 16};
  private static final List<Set<ExpertKind>> EXPERTS =
      List.of(
          EnumSet.of(ExpertKind.NETWORK),
          EnumSet.of(ExpertKind.TABLE),
          EnumSet.of(ExpertKind.LOOKUP),
          EnumSet.of(ExpertKind.TABLE, ExpertKind.LOOKUP),
          EnumSet.allOf(ExpertKind.class));

  private ReplayBenchmark() {}

  /** Prints one line for each draft, experts and budget: realised and expected tokens a round. */
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
        try (DraftModel draft =
            Backends.draft(checkpoint, embedding, DeviceOptions.cpu(Precision.STORED, 1))) {
          for (Set<ExpertKind> experts : EXPERTS) {
            for (int nodes : NODES) {
              System.out.printf(
                  "%s T=%s %s nodes %d: %s%n",
                  draft.version(),
                  temperature,
                  experts,
                  nodes,
                  lengths(draft, sessions, new TreeDrafter(experts), nodes));
            }
          }
        }
      }
    }
  }

  private static String lengths(
      DraftModel draft, List<RecordedSession> sessions, TreeDrafter drafter, int nodes)
      throws InterruptedException {
    CounterfactualReplay replay = new CounterfactualReplay(drafter, new TreeShape(nodes, 7, 6, 6));
    double tokens = 0;
    double expected = 0;
    double rounds = 0;
    for (RecordedSession session : sessions) {
      ReplayResult result = replay.replay(draft, session, Integer.MAX_VALUE, Pacer.UNPACED);
      tokens += result.committedTokens();
      expected += result.expectedTokens();
      rounds += result.rounds();
    }
    return "%.3f tokens a round, %.3f expected".formatted(tokens / rounds, expected / rounds);
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
    List<RecordedSession> sessions = new ArrayList<>();
    ChatTemplate template = ChatTemplate.of(directory);
    try (TextTokenizer tokenizer = TextTokenizer.of(directory);
        TargetModel target = Backends.target(directory, DeviceOptions.cpu(Precision.STORED, 1))) {
      for (String prompt : prompts) {
        int[] ids = tokenizer.encode(template.render(List.of(new ChatTurn("user", prompt)), true));
        sessions.add(
            answer(
                target,
                ids,
                answerTokens,
                new SamplingParameters(temperature, 1, 0, sessions.size())));
      }
    }
    return sessions;
  }

  private static RecordedSession answer(
      TargetModel target, int[] prompt, int answerTokens, SamplingParameters sampling) {
    TokenChooser chooser = new TokenChooser(sampling);
    int n = prompt.length;
    int[] tokens = Arrays.copyOf(prompt, n + answerTokens);
    ByteArrayOutputStream features = new ByteArrayOutputStream();
    try (KvSlot slot = target.openSlot(tokens.length)) {
      try (TreeForward prefill = target.prefill(slot, prompt)) {
        features.writeBytes(prefill.features(IntStream.range(0, n).toArray()));
        tokens[n] = chooser.choose(prefill.logits(n - 1), n);
      }
      int length = n + 1;
      while (length < tokens.length && !target.config().isEos(tokens[length - 1])) {
        try (TreeForward forward = target.forward(slot, tokens[length - 1], TokenTree.empty())) {
          features.writeBytes(forward.features(new int[] {0}));
          tokens[length] = chooser.choose(forward.logits(0), length);
          slot.commit(new int[] {0});
        }
        length++;
      }
      return new RecordedSession(
          Arrays.copyOf(tokens, length), features.toByteArray(), n, sampling);
    }
  }
}
