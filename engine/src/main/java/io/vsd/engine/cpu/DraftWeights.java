package io.vsd.engine.cpu;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.checkpoint.DraftLayout;
import io.vsd.engine.model.Precision;
import java.lang.foreign.Arena;
import java.nio.FloatBuffer;
import java.util.Arrays;
import java.util.List;

/**
 * A draft's weights in panels; layouts as {@link DraftLayout} has them.
 *
 * @param arena that they live in
 * @param fc from the target's features to a row's
 * @param query of rows that are computed to the end
 * @param keyValue of every row
 * @param output of attention
 * @param gateUp of the feed-forward layer
 * @param down of the feed-forward layer
 * @param head to the draft's vocabulary
 * @param norms of features, embeddings, the feed-forward layer and the head
 */
record DraftWeights(
    Arena arena,
    Linear fc,
    Linear query,
    Linear keyValue,
    Linear output,
    Linear gateUp,
    Linear down,
    Linear head,
    Norms norms) {

  /**
   * The norms.
   *
   * @param hidden of features
   * @param input of embeddings
   * @param postAttention before the feed-forward layer
   * @param last before the head
   */
  record Norms(Rows.Norm hidden, Rows.Norm input, Rows.Norm postAttention, Rows.Norm last) {}

  /** Packs a checkpoint's, which stores fp16, on a team's threads into memory of the arena. */
  static DraftWeights pack(
      DraftCheckpoint checkpoint, Precision precision, Team team, Arena arena) {
    WeightForm form =
        switch (precision) {
          case FP32 -> WeightForm.F32;
          case BF16 -> WeightForm.BF16;
          case FP16, STORED -> WeightForm.F16;
        };
    Packing packing = new Packing(checkpoint, form, new PanelPacker(team.workers(), arena));
    return new DraftWeights(
        arena,
        packing.linear(DraftLayout.FC),
        packing.linear(DraftLayout.Q),
        packing.linear(DraftLayout.K, DraftLayout.V),
        packing.linear(DraftLayout.O),
        packing.linear(DraftLayout.GATE, DraftLayout.UP),
        packing.linear(DraftLayout.DOWN),
        packing.linear(DraftLayout.HEAD),
        new Norms(
            packing.norm(DraftLayout.HIDDEN_NORM),
            packing.norm(DraftLayout.INPUT_NORM),
            packing.norm(DraftLayout.POST_ATTENTION_NORM),
            packing.norm(DraftLayout.NORM)));
  }

  private record Packing(DraftCheckpoint checkpoint, WeightForm form, PanelPacker packer) {

    Linear linear(String... names) {
      List<MatrixRows> parts =
          Arrays.stream(names)
              .map(name -> new MatrixRows(checkpoint.weight(name), width(name)))
              .toList();
      return new Linear(packer.pack(form, width(names[0]), parts), null);
    }

    private int width(String name) {
      return Math.toIntExact(checkpoint.shape(name)[1]);
    }

    Rows.Norm norm(String name) {
      return new Rows.Norm(checkpoint.weight(name), (float) checkpoint.config().rmsNormEps());
    }
  }

  /** Rows of a matrix on the heap. */
  private record MatrixRows(float[] values, int width) implements PanelPacker.Rows {
    @Override
    public int count() {
      return values.length / width;
    }

    @Override
    public void read(int from, int to, FloatBuffer out) {
      out.put(values, from * width, (to - from) * width);
    }
  }
}
