package io.vsd.trainer.transcripts;

import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.CheckpointProblem;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftInitializer;
import io.vsd.engine.checkpoint.DraftVocabulary;
import io.vsd.engine.checkpoint.TargetIdentity;
import io.vsd.engine.draft.ReplayResult;
import io.vsd.engine.draft.TargetEmbedding;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.expert.NgramTable;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.Precision;
import io.vsd.engine.pacing.Pacer;
import io.vsd.engine.training.DraftTrainer;
import io.vsd.engine.training.LearningRate;
import io.vsd.engine.training.StepReport;
import io.vsd.engine.training.TargetTexts;
import io.vsd.engine.training.TrainingOptions;
import io.vsd.engine.training.TrainingSequence;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One training run over a file of transcripts: teacher forcing, optimiser steps, intermediate
 * checkpoints, evaluation on held-out texts, and the finished checkpoint directory.
 */
public final class TranscriptTraining {

  private static final String CODE_VERSION = "0.1.0";
  private static final String STATE_FILE = "optimizer.safetensors";
  private static final int WARMUP_STEPS = 20;
  private static final int LINES_EVERY_STEPS = 10;

  private final TranscriptOptions options;
  private final Consumer<String> output;
  private volatile boolean stopping;

  /** A run that reports its progress line by line. */
  public TranscriptTraining(TranscriptOptions options, Consumer<String> output) {
    this.options = options;
    this.output = output;
  }

  /**
   * Trains and writes the checkpoint.
   *
   * @throws IOException when transcripts, model or checkpoint cannot be read or written, with the
   *     line or tensor that is at fault
   * @throws InterruptedException after {@link #stop}, when what was learned has been written
   */
  public DraftCheckpoint run() throws IOException, InterruptedException {
    if (Files.exists(options.out())) {
      throw new IOException(options.out() + " exists already");
    }
    try (ModelDirectory model = ModelDirectory.open(options.model())) {
      List<Transcript> all =
          TranscriptFile.read(
              options.transcripts(), model.config().vocabSize(), model.config().maxPositions());
      List<Transcript> greedy = all.stream().filter(t -> t.temperature() == 0).toList();
      List<Transcript> heldOut = TranscriptOrder.heldOut(greedy, options.heldOut());
      List<Transcript> texts = all.stream().filter(t -> !heldOut.contains(t)).toList();
      DraftCheckpoint initial = initial(model, texts);
      List<List<Transcript>> batches =
          TranscriptOrder.after(
              TranscriptOrder.batches(texts, options),
              resumedState().isPresent() ? initial.manifest().trainedTokens() : 0);
      long planned = batches.stream().mapToLong(TranscriptOrder::answerTokens).sum();
      say(
          "%,d transcripts, %d held out, %,d steps of %d texts planned over %,d answer tokens"
              .formatted(all.size(), heldOut.size(), batches.size(), options.batchSize(), planned));
      TargetIdentity target = identity(model);
      try (TargetTexts forcing =
          TargetTexts.load(model, target.featureLayers(), options.compute(), options.threads())) {
        DraftCheckpoint trained =
            batches.isEmpty() && resumedState().isEmpty()
                ? initial.renamed(initial.manifest().child(name()))
                : train(model, initial, forcing, batches, planned);
        DraftCheckpoint whole = withExperts(model, trained, texts, heldOut);
        return finish(model, initial, whole, force(forcing, heldOut));
      }
    }
  }

  /**
   * Asks the run to end after its current step with an intermediate checkpoint. From any thread: a
   * process must not exit while libtorch computes.
   */
  public void stop() {
    stopping = true;
  }

  /** The target as it is served by default. */
  private static TargetIdentity identity(ModelDirectory model) {
    return TargetIdentity.of(model);
  }

  /** The optimiser state beside an intermediate checkpoint: then the run goes on where it was. */
  private Optional<Path> resumedState() {
    return options.from().map(dir -> dir.resolve(STATE_FILE)).filter(Files::exists);
  }

  private DraftCheckpoint initial(ModelDirectory model, List<Transcript> texts) throws IOException {
    TargetIdentity target = identity(model);
    Optional<Path> from = options.from();
    if (from.isPresent()) {
      DraftCheckpoint checkpoint = DraftCheckpoint.read(from.get());
      List<CheckpointProblem> faults =
          checkpoint.validate(target).stream().filter(CheckpointProblem::fatal).toList();
      if (!faults.isEmpty()) {
        throw new IOException(from.get() + " does not fit the target: " + faults);
      }
      return checkpoint;
    }
    long[] counts = new long[model.config().vocabSize()];
    for (Transcript t : texts) {
      for (int token : t.answerTokens()) {
        counts[token]++;
      }
    }
    int size = Math.min(options.draftVocabulary(), counts.length);
    String name = name();
    return DraftInitializer.from(
        model,
        DraftVocabulary.mostFrequent(counts, size),
        CheckpointManifest.initial(name + "-initial", name, target, CODE_VERSION));
  }

  private DraftCheckpoint train(
      ModelDirectory model,
      DraftCheckpoint initial,
      TargetTexts forcing,
      List<List<Transcript>> batches,
      long planned)
      throws IOException, InterruptedException {
    Optional<Path> state = resumedState();
    long warm = state.isPresent() ? initial.manifest().optimizerSteps() : WARMUP_STEPS;
    long end = batches.size() + (state.isPresent() ? warm : 0);
    TrainingOptions training =
        TrainingOptions.of(options.objective(), options.learningRate())
            .withLearningRate(new LearningRate(options.learningRate(), warm, end, 0.1))
            .withUnrolledSteps(options.unrolledSteps())
            .withExecution(
                TrainingOptions.Execution.unpaused(options.compute(), options.threads()));
    TargetEmbedding embedding = TargetEmbedding.of(model);
    SplittableRandom seeds = new SplittableRandom(options.seed());
    ProgressLine progress = new ProgressLine(planned, System.nanoTime());
    long nextCheckpoint = options.checkpointTokens();
    try (DraftTrainer trainer = DraftTrainer.start(initial, model.config(), embedding, training);
        ForcedBatches forced = new ForcedBatches(forcing, batches, options.lawSize())) {
      if (state.isPresent()) {
        trainer.loadState(state.get());
      }
      for (int i = 0; i < batches.size(); i++) {
        StepReport report = trainer.step(forced.take(), seeds.nextLong(), Pacer.UNPACED);
        progress.add(report);
        if (report.step() % LINES_EVERY_STEPS == 0 || i == batches.size() - 1) {
          say(progress.render(report, System.nanoTime()));
        }
        if (stopping) {
          writeIntermediate(frozen(initial, trainer, progress.tokens()), trainer);
          throw new InterruptedException("stopped; --from with that checkpoint goes on from there");
        }
        boolean last = i == batches.size() - 1;
        if (nextCheckpoint > 0 && (last || progress.tokens() >= nextCheckpoint)) {
          nextCheckpoint += options.checkpointTokens();
          writeIntermediate(frozen(initial, trainer, progress.tokens()), trainer);
        }
      }
      return frozen(initial, trainer, progress.tokens());
    }
  }

  private DraftCheckpoint frozen(DraftCheckpoint initial, DraftTrainer trainer, long tokens) {
    CheckpointManifest parent = initial.manifest();
    CheckpointManifest manifest =
        parent
            .child(name())
            .withTraining(
                options.objective().id(),
                options.seed(),
                CODE_VERSION,
                resumedState().isPresent()
                    ? trainer.steps()
                    : parent.optimizerSteps() + trainer.steps(),
                parent.trainedTokens() + tokens);
    return initial.withWeights(trainer.weights(), manifest);
  }

  private DraftCheckpoint withExperts(
      ModelDirectory model, DraftCheckpoint draft, List<Transcript> texts, List<Transcript> heldOut)
      throws IOException, InterruptedException {
    TranscriptOptions.Experts wanted = options.experts();
    NgramTable table = ExpertLearning.table(texts, wanted.tableSessions(), wanted.tableBytes());
    say("table of %,d n-grams, %,d bytes".formatted(table.entries(), table.bytes()));
    DeviceOptions device = new DeviceOptions("cpu", Precision.STORED, options.threads());
    List<int[]> prompts = trustPrompts(model, texts, heldOut);
    say("trust in the experts is fitted to answers to %d prompts".formatted(prompts.size()));
    return new ExpertLearning(model, device).learn(draft, table, prompts);
  }

  private List<int[]> trustPrompts(
      ModelDirectory model, List<Transcript> texts, List<Transcript> heldOut) throws IOException {
    TranscriptOptions.Experts wanted = options.experts();
    if (wanted.trustPrompts().isEmpty()) {
      return heldOut.stream().limit(wanted.trustCount()).map(Transcript::promptTokens).toList();
    }
    Set<String> known =
        Stream.concat(texts.stream(), heldOut.stream())
            .map(Transcript::id)
            .collect(Collectors.toSet());
    int longest = model.config().maxPositions() / 2;
    return PromptTexts.read(
        wanted.trustPrompts().get(), model, known, wanted.trustCount(), longest);
  }

  private String name() {
    return options.out().getFileName().toString();
  }

  private void writeIntermediate(DraftCheckpoint checkpoint, DraftTrainer trainer)
      throws IOException {
    Path directory =
        options
            .out()
            .resolveSibling(
                options.out().getFileName() + "-" + checkpoint.manifest().trainedTokens());
    checkpoint.write(directory);
    trainer.saveState(directory.resolve(STATE_FILE));
    say("checkpoint " + directory);
  }

  private List<TrainingSequence> force(TargetTexts forcing, List<Transcript> texts) {
    List<TrainingSequence> sequences = new ArrayList<>();
    for (Transcript t : texts) {
      sequences.addAll(ForcedBatches.force(forcing, List.of(t), 1));
    }
    return sequences;
  }

  private DraftCheckpoint finish(
      ModelDirectory model,
      DraftCheckpoint initial,
      DraftCheckpoint trained,
      List<TrainingSequence> heldOut)
      throws IOException, InterruptedException {
    DraftCheckpoint judged = trained;
    if (!heldOut.isEmpty()) {
      HeldOutReplay replay =
          new HeldOutReplay(heldOut, TargetEmbedding.of(model), options.threads());
      SequencedMap<Integer, ReplayResult> after = replay.measure(trained, HeldOutReplay.NODES);
      say("acceptance length by nodes: " + lengths(after));
      SequencedMap<Integer, ReplayResult> before =
          replay.measure(initial, List.of(HeldOutReplay.JUDGED_NODES));
      say("before this run: " + lengths(before));
      for (Set<ExpertKind> experts : HeldOutReplay.ALONE) {
        say(
            "with %s: %s"
                .formatted(
                    experts, lengths(replay.measure(trained, HeldOutReplay.NODES, experts))));
      }
      judged =
          trained.renamed(
              trained.manifest().withProgress(List.of(), replay.evaluation(after, before)));
    }
    DraftCheckpoint written = judged.write(options.out());
    say("checkpoint " + options.out());
    return written;
  }

  private static String lengths(Map<Integer, ReplayResult> results) {
    Map<Integer, String> rounded = new TreeMap<>();
    results.forEach(
        (nodes, r) ->
            rounded.put(nodes, String.format(java.util.Locale.ROOT, "%.3f", r.acceptanceLength())));
    return rounded.toString();
  }

  private void say(String line) {
    output.accept(line);
  }
}
