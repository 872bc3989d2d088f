package io.vsd.trainer.transcripts;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/**
 * Which texts are held out and in which batches the others come: a function of ids and seed. Texts
 * are shuffled; inside windows of sixteen batches they are sorted by length so that little is
 * padded, and the batches of a window are shuffled again.
 */
final class TranscriptOrder {

  private static final int WINDOW_BATCHES = 16;

  private TranscriptOrder() {}

  /** The texts with the smallest hash of their id, whatever their order in the file. */
  static List<Transcript> heldOut(List<Transcript> all, int count) {
    return all.stream().sorted(byHash(Transcript::id)).limit(count).toList();
  }

  /** An order that depends on ids alone and on nothing that they say. */
  static <T> Comparator<T> byHash(Function<T, String> id) {
    return Comparator.comparingInt((T item) -> mixed(id.apply(item).hashCode())).thenComparing(id);
  }

  private static int mixed(int hash) {
    int x = hash * 0x9E3779B9;
    return (x ^ (x >>> 15)) & Integer.MAX_VALUE;
  }

  /** Batches of as many passes as the limit of answer tokens needs. */
  static List<List<Transcript>> batches(List<Transcript> texts, TranscriptOptions options) {
    List<List<Transcript>> batches = new ArrayList<>();
    long tokens = 0;
    SplittableRandom random = new SplittableRandom(options.seed());
    for (int pass = 0; pass < options.passes(); pass++) {
      for (List<Transcript> batch : pass(texts, options.batchSize(), random)) {
        if (tokens >= options.maxAnswerTokens()) {
          return batches;
        }
        batches.add(batch);
        tokens += answerTokens(batch);
      }
    }
    return batches;
  }

  /** What is left of an order when so many answer tokens of it have been trained on. */
  static List<List<Transcript>> after(List<List<Transcript>> batches, long trainedTokens) {
    long tokens = 0;
    int taken = 0;
    while (taken < batches.size() && tokens < trainedTokens) {
      tokens += answerTokens(batches.get(taken++));
    }
    return batches.subList(taken, batches.size());
  }

  static long answerTokens(List<Transcript> batch) {
    return batch.stream().mapToLong(t -> t.answerTokens().length).sum();
  }

  private static List<List<Transcript>> pass(
      List<Transcript> texts, int batchSize, RandomGenerator random) {
    List<Transcript> shuffled = new ArrayList<>(texts);
    Collections.shuffle(shuffled, random);
    List<List<Transcript>> batches = new ArrayList<>();
    int window = WINDOW_BATCHES * batchSize;
    for (int start = 0; start < shuffled.size(); start += window) {
      List<Transcript> part =
          new ArrayList<>(shuffled.subList(start, Math.min(start + window, shuffled.size())));
      part.sort(Comparator.comparingInt(t -> t.answerTokens().length));
      List<List<Transcript>> own = new ArrayList<>();
      for (int i = 0; i < part.size(); i += batchSize) {
        own.add(List.copyOf(part.subList(i, Math.min(i + batchSize, part.size()))));
      }
      Collections.shuffle(own, random);
      batches.addAll(own);
    }
    return batches;
  }
}
