package io.vsd.engine.cpu;

import org.jspecify.annotations.Nullable;

/**
 * The weights of one decoder layer.
 *
 * @param inputNorm before attention
 * @param queryKeyValue {@code [(heads + 2 * kvHeads) * headDim, hidden]}
 * @param queryNorm of each query head, where the family has one
 * @param keyNorm of each key head, likewise
 * @param output of attention
 * @param postNorm before the feed-forward layer
 * @param gateUp {@code [2 * intermediate, hidden]}
 * @param down {@code [hidden, intermediate]}
 */
record DecoderLayer(
    Rows.Norm inputNorm,
    Linear queryKeyValue,
    Rows.@Nullable Norm queryNorm,
    Rows.@Nullable Norm keyNorm,
    Linear output,
    Rows.Norm postNorm,
    Linear gateUp,
    Linear down) {}
