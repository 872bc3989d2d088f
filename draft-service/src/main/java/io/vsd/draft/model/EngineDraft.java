package io.vsd.draft.model;

import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.drafting.DraftSessionPort;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.tokentree.TreeShape;

/** A draft: its network on a device, its table, and what sessions look up. */
final class EngineDraft implements DraftPort {

  private final DraftModel model;
  private final TreeDrafter drafter = new TreeDrafter();

  EngineDraft(DraftModel model) {
    this.model = model;
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public DraftSessionPort open(int maxTokens) {
    var session = model.openSession(maxTokens);
    return new Session(session, drafter);
  }

  @Override
  public void close() {
    model.close();
  }

  private record Session(DraftSession session, TreeDrafter drafter) implements DraftSessionPort {

    @Override
    public int committed() {
      return session.committed();
    }

    @Override
    public void extend(int[] nextTokens, byte[] features) {
      session.extend(nextTokens, features);
    }

    @Override
    public DraftedTree propose(TreeShape shape, SamplingParameters sampling, long nextPosition) {
      return drafter.propose(session, shape, sampling, nextPosition);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
