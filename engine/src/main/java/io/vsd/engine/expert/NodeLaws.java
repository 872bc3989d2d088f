package io.vsd.engine.expert;

import java.util.Arrays;

/** What the experts expect below one node, by kind; experts that were not asked are silent. */
public final class NodeLaws {
  private static final int KINDS = ExpertKind.values().length;

  private final ExpertLaw[] laws = new ExpertLaw[KINDS];

  /** All are silent. */
  public NodeLaws() {
    Arrays.fill(laws, ExpertLaw.silent());
  }

  /** With the law of one expert. */
  public NodeLaws with(ExpertKind kind, ExpertLaw law) {
    laws[kind.index()] = law;
    return this;
  }

  /** The law of an expert. */
  public ExpertLaw of(ExpertKind kind) {
    return laws[kind.index()];
  }

  /** How well founded each law is, by {@link ExpertKind#index}. */
  int[] evidence() {
    return Arrays.stream(laws).mapToInt(ExpertLaw::evidence).toArray();
  }

  /** The same without the network. */
  public NodeLaws alone() {
    NodeLaws alone = new NodeLaws();
    for (ExpertKind kind : ExpertKind.values()) {
      alone.with(kind, kind == ExpertKind.NETWORK ? ExpertLaw.silent() : of(kind));
    }
    return alone;
  }

  /** A copy that lasts, and knows probabilities of candidates and of one more token alone. */
  public NodeLaws remembered(int token) {
    NodeLaws copy = new NodeLaws();
    for (ExpertKind kind : ExpertKind.values()) {
      copy.with(kind, SparseLaw.of(of(kind), token));
    }
    return copy;
  }
}
