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
 * @param maxAnswerTokens stop after so many answer tokens; the schedule is planned for them
 * @param passes over the transcripts at most
 * @param seed of the order and of what the objective samples
 * @param compute type of the matrix products
 * @param threads CPU threads of the target and of the draft, each
 * @param heldOut texts kept back for the evaluation
 * @param checkpointTokens answer tokens between intermediate checkpoints; 0 writes none
 * @param lawSize likeliest tokens kept of each law
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
    int lawSize) {

  public TranscriptOptions {
    if (batchSize < 1 || passes < 1 || heldOut < 0 || lawSize < 1 || maxAnswerTokens < 1) {
      throw new IllegalArgumentException(
          "batch size, passes, law size and token limit must be positive, held-out texts not below"
              + " 0");
    }
  }
}
