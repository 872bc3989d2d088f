package io.vsd.local.cluster;

import io.vsd.local.memory.ModelSize;

/**
 * How the memory of each service follows from the model's size. The target's weights lie outside
 * the heap in 16 bits, its embedding once where it is the head, too, and beside them keys and
 * values of sessions and of prompts' beginnings; drafts read rows of the embedding from the mapped
 * file. On the heap lie the tokenizer and drafts in 16 bits. A trainer's step holds its draft four
 * times in 32 bits: weights, gradients and both moments.
 */
final class ServiceSizes {
  private static final double MB = 1 << 20;

  /** Direct buffers are Netty's and a session's staging memory, whatever the model. */
  private static final int DIRECT = 256;

  /** Tokens of keys and values that the verifier is expected to hold: a few sessions at work. */
  private static final int TOKENS = 4 * 1024;

  /** Bytes of a token's keys and values a layer for each element: fp32. */
  private static final double KV_BYTES = 4;

  /** Features of a token, three layers in 16 bits, which are kept with a prompt's beginning. */
  private static final double FEATURE_BYTES = 6;

  /** Sessions that the trainer replays and holds out (docs in its configuration). */
  private static final double REPLAY_MB = 480;

  /** Megabytes that a JVM of a service takes beside its heap, whatever the model. */
  private static final int JVM_NATIVE = 250;

  private static final int JVM_HEAP = 192;
  private static final double TOKENIZER_BYTES = 1024;

  private ServiceSizes() {}

  static ServiceNeed of(ServiceRole role, ModelSize model) {
    double kv =
        TOKENS * (model.layers() * model.kvWidth() * KV_BYTES + FEATURE_BYTES * model.hidden());
    return switch (role) {
      case BROKER -> new ServiceNeed(128, 64, 230);
      case VERIFIER -> need(heap(model, 0), JVM_NATIVE, model.halfBytes() + kv, 0.5);
      case DRAFT ->
          need(
              heap(model, 4.0 * model.draftParameters() + 8.0 * model.draftHead()),
              JVM_NATIVE,
              2.0 * model.draftParameters(),
              0.75);
      case TRAINER ->
          need(
              heap(model, 6.0 * model.draftParameters() + MB * REPLAY_MB),
              400,
              16.0 * model.draftParameters(),
              0.5);
    };
  }

  /** A heap, what JVM and libraries take beside it, what the model takes, and the heap's share. */
  private static ServiceNeed need(int heap, int libraries, double bytes, double used) {
    return new ServiceNeed(heap, DIRECT, (int) Math.ceil(libraries + bytes / MB + used * heap));
  }

  private static int heap(ModelSize model, double bytes) {
    return (int) Math.ceil(JVM_HEAP + (TOKENIZER_BYTES * model.vocabulary() + bytes) / MB);
  }
}
