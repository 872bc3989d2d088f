package io.vsd.engine.expert;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.vsd.engine.decoding.GumbelNoise;
import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.Candidates;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MixtureTest {
  private static final int VOCABULARY = 1000;

  private static Mixture mixture(double network, double table) {
    double[][] trust = new double[3][];
    for (ExpertKind kind : ExpertKind.values()) {
      trust[kind.index()] = new double[kind.evidenceLevels()];
    }
    Arrays.fill(trust[ExpertKind.NETWORK.index()], network);
    Arrays.fill(trust[ExpertKind.TABLE.index()], table);
    Mixture.Belief belief = new Mixture.Belief(new Gate(trust), Reliability.exact());
    Mixture.Trust both = new Mixture.Trust(belief, belief, NetworkGain.untrained());
    return new Mixture(both, both);
  }

  private static NodeLaws laws() {
    return new NodeLaws()
        .with(
            ExpertKind.NETWORK, new SparseLaw(3, new int[] {4, 7, 9}, new double[] {0.5, 0.3, 0.2}))
        .with(ExpertKind.TABLE, new SparseLaw(2, new int[] {7, 11}, new double[] {0.8, 0.2}));
  }

  @Test
  void probabilitiesAreTheSharesOfTheExperts() {
    double network = Math.exp(1);
    double sum = 1 + Math.exp(1) + Math.exp(0.5);
    double table = Math.exp(0.5);
    NodeNoise none = NodeNoise.of(SamplingParameters.greedy(), 5);

    NodeChildren children = mixture(1, 0.5).below(laws(), none, 6);

    Candidates candidates = children.candidates();
    assertThat(candidates.tokenIds()).containsExactly(7, 4, 9, 11);
    double seven = (network * 0.3 + table * 0.8) / sum;
    assertThat(Math.exp(candidates.logProbs()[0])).isCloseTo(seven, within(1e-6));
    assertThat(children.chance(0)).isCloseTo(seven, within(1e-9));
    assertThat(children.origin(0)).isEqualTo(ExpertKind.TABLE);
    assertThat(children.origin(1)).isEqualTo(ExpertKind.NETWORK);
    // Between knots the curve is straight, which the logistic function is not.
    assertThat(Math.exp(candidates.scores()[0])).isCloseTo(seven, within(0.02));
    assertThat(mixture(1, 0.5).below(laws(), none, 2).size()).isEqualTo(2);
  }

  /** The chance of a child is how often the target, whose law the mixture is, chooses it. */
  @Test
  void knownNoiseDecidesLikeTheTarget() {
    Random random = new Random(2);
    int right = 0;
    double expected = 0;
    int runs = 4000;
    double[] law = {0.4, 0.3, 0.15, 0.1, 0.05};
    NodeLaws laws =
        new NodeLaws().with(ExpertKind.NETWORK, new SparseLaw(1, new int[] {0, 1, 2, 3, 4}, law));
    Mixture sure = mixture(40, 0);
    for (int run = 0; run < runs; run++) {
      NodeNoise noise = NodeNoise.of(new SamplingParameters(0.7, 1, 0, random.nextLong()), run);
      int chosen = -1;
      double best = Double.NEGATIVE_INFINITY;
      for (int v = 0; v < law.length; v++) {
        double score = Math.log(law[v]) / 0.7 + GumbelNoise.gumbel(noise.seed(), run, v);
        if (score > best) {
          best = score;
          chosen = v;
        }
      }
      NodeChildren children = sure.below(laws, noise, 5);
      right += children.candidates().tokenIds()[0] == chosen ? 1 : 0;
      expected += children.chance(0);
    }
    assertThat(right).isEqualTo(runs);
    assertThat(expected / runs).isBetween(0.5, 1.0);
  }

  @Test
  void aMixtureRefusesTrustThatItCannotUse() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Gate(new double[2][3]))
        .withMessage("trust in 2 experts where there are 3");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Gate(new double[3][3]))
        .withMessage("3 levels of trust in the network where there are 13");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> mixture(Double.NaN, 0))
        .withMessage("trust in the network is NaN");
    assertThatIllegalArgumentException().isThrownBy(() -> new Reliability(new double[3]));
    double[] curve = Reliability.exact().accepted();
    curve[2] = 1.5;
    assertThatIllegalArgumentException().isThrownBy(() -> new Reliability(curve));
  }

  /** Two experts, the first right three times in four, the second once: EM finds the shares. */
  @Test
  void trustFollowsWhoWasRight() {
    GateFit fit = new GateFit(VOCABULARY);
    Random random = new Random(4);
    for (int i = 0; i < 4000; i++) {
      NodeLaws laws =
          new NodeLaws()
              .with(ExpertKind.NETWORK, new SparseLaw(1, new int[] {1}, new double[] {1}))
              .with(ExpertKind.TABLE, new SparseLaw(1, new int[] {2}, new double[] {1}));
      fit.add(laws, random.nextInt(4) < 3 ? 1 : 2);
    }
    Gate gate = fit.fit();
    double[] shares =
        gate.shares(
            new NodeLaws()
                .with(ExpertKind.NETWORK, new SparseLaw(1, new int[] {1}, new double[] {1}))
                .with(ExpertKind.TABLE, new SparseLaw(1, new int[] {2}, new double[] {1})));
    assertThat(shares[ExpertKind.NETWORK.index()]).isCloseTo(0.75, within(0.02));
    assertThat(shares[ExpertKind.TABLE.index()]).isCloseTo(0.25, within(0.02));
    assertThat(shares[ExpertKind.LOOKUP.index()]).isZero();
  }

  @Test
  void reliabilityIsWhatWasSeenAndNeverFalls() {
    ReliabilityFit fit = new ReliabilityFit();
    Random random = new Random(6);
    for (int i = 0; i < 200_000; i++) {
      double said = random.nextDouble();
      // Laws that exaggerate: what they give half is accepted a quarter of the time.
      fit.add(said, random.nextDouble() < said * said);
    }
    Reliability curve = fit.fit();
    assertThat(curve.of(0.5)).isCloseTo(0.25, within(0.05));
    assertThat(curve.of(0.9)).isCloseTo(0.81, within(0.05));
    double[] accepted = curve.accepted();
    for (int i = 1; i < accepted.length; i++) {
      assertThat(accepted[i]).isGreaterThanOrEqualTo(accepted[i - 1]);
    }
    assertThat(Reliability.exact().of(0.3)).isCloseTo(0.3, within(0.03));
  }
}
