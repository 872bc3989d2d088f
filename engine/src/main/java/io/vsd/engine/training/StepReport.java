package io.vsd.engine.training;

/**
 * What one optimiser step did.
 *
 * @param step its number, the first being 1
 * @param answerTokens in the batch
 * @param loss before the step
 * @param gradientNorm before clipping
 * @param learningRate that was used
 * @param rows [D] predictions at each unrolled step
 * @param agreement [D] share of them whose likeliest draft token is the target's
 */
public record StepReport(
    long step,
    int answerTokens,
    double loss,
    double gradientNorm,
    double learningRate,
    int[] rows,
    double[] agreement) {}
