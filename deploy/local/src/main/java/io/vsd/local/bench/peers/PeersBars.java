package io.vsd.local.bench.peers;

import com.fasterxml.jackson.databind.JsonNode;
import io.vsd.local.bench.Bar;
import io.vsd.local.bench.MedianInterval;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What our plain decoding is to reach beside the others.
 *
 * @param results by row
 * @param before the JSON of an earlier run on this machine, where there is one
 */
record PeersBars(Map<PeerRow, PeerResult> results, Optional<JsonNode> before) {

  List<Bar> all() {
    return List.of(
        Bar.atLeast(1.0, "decoding over llama.cpp F16", decode(PeerRow.LLAMA_F16)),
        Bar.atLeast(2.0, "decoding over transformers bf16", decode(PeerRow.TRANSFORMERS_BF16)),
        Bar.atLeast(0.7, "prefill over llama.cpp F16", prefill(PeerRow.LLAMA_F16)),
        Bar.atLeast(0.95, "decoding over in process", decode(PeerRow.IN_PROCESS)),
        Bar.atLeast(
            2.5,
            "decoding over the earlier run",
            earlier("decode_tokens_per_second", PeerFigures::decode)),
        Bar.atLeast(
            1.3,
            "prefill over the earlier run",
            earlier("prefill_tokens_per_second", PeerFigures::prefill)));
  }

  private OptionalDouble decode(PeerRow other) {
    return over(other, ours -> theirs -> ours.decodeOver(theirs));
  }

  private OptionalDouble prefill(PeerRow other) {
    return over(other, ours -> theirs -> ours.prefillOver(theirs));
  }

  private OptionalDouble over(
      PeerRow other, Function<PeerFigures, Function<PeerFigures, Optional<MedianInterval>>> ratio) {
    @Nullable PeerResult ours = results.get(PeerRow.CLUSTER);
    @Nullable PeerResult theirs = results.get(other);
    return ours == null || theirs == null
        ? OptionalDouble.empty()
        : median(ratio.apply(ours.figures()).apply(theirs.figures()));
  }

  private OptionalDouble earlier(
      String figure, Function<PeerFigures, Optional<MedianInterval>> now) {
    @Nullable PeerResult ours = results.get(PeerRow.CLUSTER);
    double then =
        before
            .map(json -> json.at("/rows/" + PeerRow.CLUSTER.key() + "/" + figure + "/median"))
            .map(JsonNode::asDouble)
            .orElse(0.0);
    return ours == null || then <= 0
        ? OptionalDouble.empty()
        : median(now.apply(ours.figures()).map(i -> scaled(i, then)));
  }

  private static MedianInterval scaled(MedianInterval interval, double by) {
    return new MedianInterval(interval.median() / by, interval.low() / by, interval.high() / by);
  }

  private static OptionalDouble median(Optional<MedianInterval> interval) {
    return interval.isPresent()
        ? OptionalDouble.of(interval.get().median())
        : OptionalDouble.empty();
  }
}
