package io.vsd.local.bench.peers;

import io.vsd.local.bench.MedianInterval;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What one contender did, turn by turn; NaN stands for a turn without a figure. */
final class PeerFigures {
  private final List<Double> decode = new ArrayList<>();
  private final List<Double> prefill = new ArrayList<>();
  private final List<PeerReply> replies = new ArrayList<>();

  void add(PeerReply reply, double prefillTokensPerSecond) {
    replies.add(reply);
    decode.add(reply.decodeTokensPerSecond());
    prefill.add(prefillTokensPerSecond);
  }

  /** Decoded tokens a second; empty if no turn gave one. */
  Optional<MedianInterval> decode() {
    return interval(decode);
  }

  /** Tokens of a prompt a second; empty for a row that has no prefill of its own. */
  Optional<MedianInterval> prefill() {
    return interval(prefill);
  }

  /** Speed of decoding over another's in the same turn. */
  Optional<MedianInterval> decodeOver(PeerFigures other) {
    return interval(ratios(decode, other.decode));
  }

  /** Speed of prefill over another's in the same turn. */
  Optional<MedianInterval> prefillOver(PeerFigures other) {
    return interval(ratios(prefill, other.prefill));
  }

  List<Double> decodeSpeeds() {
    return List.copyOf(decode);
  }

  List<Double> prefillSpeeds() {
    return List.copyOf(prefill);
  }

  List<PeerReply> replies() {
    return List.copyOf(replies);
  }

  private static List<Double> ratios(List<Double> mine, List<Double> theirs) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(mine.size(), theirs.size()); i++) {
      ratios.add(mine.get(i) / theirs.get(i));
    }
    return ratios;
  }

  private static Optional<MedianInterval> interval(List<Double> values) {
    List<Double> known = values.stream().filter(Double::isFinite).toList();
    return known.isEmpty() ? Optional.empty() : Optional.of(MedianInterval.of(known));
  }
}
