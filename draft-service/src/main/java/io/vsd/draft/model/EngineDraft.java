package io.vsd.draft.model;

import io.vsd.draft.costs.DraftMeter;
import io.vsd.draft.drafting.DraftPort;
import io.vsd.draft.drafting.DraftSessionPort;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.draft.DraftModel;
import io.vsd.engine.draft.DraftSession;
import io.vsd.engine.draft.TreeDrafter;
import io.vsd.engine.expert.DraftedTree;
import io.vsd.engine.expert.ExpertKind;
import io.vsd.engine.price.DraftCosts;
import io.vsd.engine.price.RoundCosts;
import io.vsd.engine.tokentree.TreeShape;
import java.util.Set;

/** A draft: its network on a device, its table, and what sessions look up. */
public final class EngineDraft implements DraftPort {

  private final DraftModel model;
  private final TreeDrafter drafter;
  private final boolean usesNetwork;
  private final DraftMeter meter = new DraftMeter();

  EngineDraft(DraftModel model, Set<ExpertKind> experts) {
    this.model = model;
    this.drafter = new TreeDrafter(experts);
    this.usesNetwork = model.featureBytes() > 0 && experts.contains(ExpertKind.NETWORK);
  }

  /** The draft of a service without a checkpoint, as far as those experts are asked. */
  public static EngineDraft lookupOnly(Set<ExpertKind> experts) {
    return new EngineDraft(DraftModel.lookupOnly(), experts);
  }

  @Override
  public String version() {
    return model.version();
  }

  @Override
  public boolean usesFeatures() {
    return usesNetwork;
  }

  @Override
  public DraftCosts costs() {
    return meter.costs();
  }

  @Override
  public DraftSessionPort open(int maxTokens) {
    var session = model.openSession(maxTokens);
    return new Session(session, drafter, meter);
  }

  @Override
  public void close() {
    model.close();
  }

  private record Session(DraftSession session, TreeDrafter drafter, DraftMeter meter)
      implements DraftSessionPort {

    @Override
    public int committed() {
      return session.committed();
    }

    @Override
    public void extend(int[] nextTokens, byte[] features) {
      session.extend(nextTokens, features);
    }

    @Override
    public DraftedTree propose(
        TreeShape shape, RoundCosts costs, SamplingParameters sampling, long nextPosition) {
      var drafted = drafter.propose(session, shape, costs, sampling, nextPosition);
      meter.drafted(drafted.times());
      return drafted;
    }

    @Override
    public boolean promises(
        TreeShape shape, RoundCosts costs, SamplingParameters sampling, long nextPosition) {
      return drafter.promises(session, shape, costs, sampling, nextPosition);
    }

    @Override
    public void close() {
      session.close();
    }
  }
}
