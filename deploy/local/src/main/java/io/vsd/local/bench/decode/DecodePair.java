package io.vsd.local.bench.decode;

import java.util.Comparator;
import java.util.List;

/**
 * The same reply plainly and with the draft.
 *
 * @param category of its prompt
 * @param plain measured a few times
 * @param speculative as often
 */
record DecodePair(String category, List<DecodedReply> plain, List<DecodedReply> speculative) {
  DecodePair {
    plain = List.copyOf(plain);
    speculative = List.copyOf(speculative);
  }

  DecodedReply medianPlain() {
    return median(plain);
  }

  DecodedReply medianSpeculative() {
    return median(speculative);
  }

  private static DecodedReply median(List<DecodedReply> replies) {
    return replies.stream()
        .sorted(Comparator.comparingDouble(DecodedReply::decodeSeconds))
        .toList()
        .get((replies.size() - 1) / 2);
  }
}
