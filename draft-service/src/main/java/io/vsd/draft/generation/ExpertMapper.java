package io.vsd.draft.generation;

import io.vsd.engine.expert.ExpertKind;
import io.vsd.proto.generation.v1.Expert;
import org.jspecify.annotations.Nullable;

/** The wire's names of experts. */
final class ExpertMapper {
  private ExpertMapper() {}

  /** An expert as the wire has it; unspecified for none. */
  static Expert expert(@Nullable ExpertKind kind) {
    return switch (kind) {
      case null -> Expert.EXPERT_UNSPECIFIED;
      case NETWORK -> Expert.EXPERT_NETWORK;
      case TABLE -> Expert.EXPERT_TABLE;
      case LOOKUP -> Expert.EXPERT_LOOKUP;
    };
  }
}
