package io.vsd.verifier.speculation;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.TokenTree;
import io.vsd.proto.speculation.v1.Consent;
import io.vsd.proto.speculation.v1.Open;
import io.vsd.proto.speculation.v1.Propose;
import io.vsd.verifier.session.ConsentMode;
import io.vsd.verifier.session.OpenSession;
import io.vsd.verifier.session.Refusal;
import io.vsd.verifier.session.Refusal.Kind;
import io.vsd.verifier.session.RefusedException;
import io.vsd.verifier.session.RoundProposal;
import io.vsd.verifier.session.SessionLimits;
import io.vsd.verifier.session.SessionRules;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Maps messages to commands; what cannot be mapped is refused. */
final class CommandMapper {
  private CommandMapper() {}

  static OpenSession open(Open open) {
    return new OpenSession(
        open.getSessionId(),
        ints(open.getTokenIdsList()),
        open.getPromptLength(),
        sampling(open.getSampling()),
        open.getMaxTokens(),
        new HashSet<>(open.getStopTokenIdsList()),
        open.getDomain(),
        open.getTenant(),
        consent(open.getConsent()),
        open.getExpectedFingerprint(),
        open.getFeatures());
  }

  private static SamplingParameters sampling(io.vsd.proto.speculation.v1.SamplingParameters s) {
    try {
      return new SamplingParameters(s.getTemperature(), s.getTopP(), s.getTopK(), s.getSeed());
    } catch (IllegalArgumentException outOfRange) {
      String message = String.valueOf(outOfRange.getMessage());
      String parameter = message.substring(0, message.indexOf(' ')).toLowerCase(Locale.ROOT);
      throw new RefusedException(
          new Refusal(Kind.INVALID_SAMPLING, message, Map.of("parameter", parameter)));
    }
  }

  private static ConsentMode consent(Consent consent) {
    return switch (consent) {
      case CONSENT_METRICS_ONLY -> ConsentMode.METRICS_ONLY;
      case CONSENT_FULL -> ConsentMode.FULL;
      case CONSENT_UNSPECIFIED, CONSENT_OFF, UNRECOGNIZED -> ConsentMode.OFF;
    };
  }

  static RoundProposal proposal(Propose propose, SessionLimits limits) {
    int nodes = propose.getTokenIdsCount();
    if (nodes > limits.maxTreeNodes()) {
      throw new RefusedException(SessionRules.tooLarge(nodes, 0, limits));
    }
    int[] tokens = ints(propose.getTokenIdsList());
    SessionRules.unknownToken(tokens, limits.vocabSize(), "token_ids")
        .ifPresent(
            refusal -> {
              throw new RefusedException(refusal);
            });
    return new RoundProposal(
        propose.getRound(),
        tree(tokens, propose),
        propose.getDraftVersion(),
        propose.getDraftNanos());
  }

  private static TokenTree tree(int[] tokens, Propose propose) {
    try {
      return TokenTree.of(
          tokens, ints(propose.getParentsList()), floats(propose.getLogProbsList()));
    } catch (IllegalArgumentException malformed) {
      throw new RefusedException(
          Refusal.of(Kind.MALFORMED_TREE, String.valueOf(malformed.getMessage())));
    }
  }

  static int[] ints(List<Integer> values) {
    return values.stream().mapToInt(Integer::intValue).toArray();
  }

  private static float[] floats(List<Float> values) {
    float[] array = new float[values.size()];
    for (int i = 0; i < array.length; i++) {
      array[i] = values.get(i);
      if (Float.isNaN(array[i])) {
        throw new IllegalArgumentException("log_probs[%d] is not a number".formatted(i));
      }
    }
    return array;
  }
}
