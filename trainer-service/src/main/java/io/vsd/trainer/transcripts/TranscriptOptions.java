package io.vsd.trainer.transcripts;

import io.vsd.engine.training.TrainingObjective;
import io.vsd.engine.training.TrainingOptions.Compute;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to train from what.
 *
 * @param transcripts file of recorded answers
 * @param model directory or GGUF file of the target that wrote them
 * @param out checkpoint directory to make; must not exist
 * @param from checkpoint to go on from; empty starts from the target's own last layer
 * @param objective which weighting the steps follow
 * @param learningRate peak, reached after the warm-up, annealed by a cosine to a tenth
 * @param draftVocabulary target tokens that a new draft's head covers
 * @param unrolledSteps how far the draft runs on its own hidden states
 * @param batchSize texts a step
 * @param maxAnswerTokens stop after so many answer tokens; the schedule is planned for them; 0
 *     leaves the network as it is
 * @param passes over the transcripts at most
 * @param seed of the order and of what the objective samples
 * @param compute type of the matrix products
 * @param threads CPU threads of the target and of the draft, each
 * @param heldOut texts kept back for the evaluation
 * @param checkpointTokens answer tokens between intermediate checkpoints; 0 writes none
 * @param lawSize likeliest tokens kept of each law
 * @param experts what is learned beside the network
 */
public record TranscriptOptions(
    Path transcripts,
    Path model,
    Path out,
    Optional<Path> from,
    TrainingObjective objective,
    double learningRate,
    int draftVocabulary,
    int unrolledSteps,
    int batchSize,
    long maxAnswerTokens,
    int passes,
    long seed,
    Compute compute,
    int threads,
    int heldOut,
    long checkpointTokens,
    int lawSize,
    Experts experts) {

  /**
   * What is learned beside the network.
   *
   * @param tableSessions transcripts that must show an n-gram before it enters the table
   * @param tableBytes of the table at most
   * @param trustPrompts file of prompts that nothing is learned from, for the trust in experts;
   *     without one the held-out texts' prompts are taken
   * @param trustCount prompts that are taken at most
   */
  public record Experts(
      int tableSessions, long tableBytes, Optional<Path> trustPrompts, int trustCount) {}

  public TranscriptOptions {
    if (batchSize < 1 || passes < 1 || heldOut < 0 || lawSize < 1 || maxAnswerTokens < 0) {
      throw new IllegalArgumentException(
          "batch size, passes and law size must be positive, held-out texts and token limit not"
              + " below 0");
    }
  }
}
