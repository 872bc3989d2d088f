package io.vsd.draft.generation;

import io.vsd.draft.decoding.CommittedToken;
import io.vsd.draft.decoding.DecodingEvent;
import io.vsd.draft.decoding.DecodingState;
import io.vsd.draft.decoding.FinishReason;
import io.vsd.draft.decoding.Generation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.drafting.ReplySink;
import io.vsd.draft.drafting.RequestCancelled;
import io.vsd.draft.verifiers.SpeculationMapper;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.RoundBreakdown;
import io.vsd.proto.generation.v1.Started;
import io.vsd.proto.generation.v1.Token;
import io.vsd.proto.generation.v1.Tokens;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Set;

/** One reply on its way out: tokens become text, sums become the closing message. */
final class Reply implements ReplySink {

  private final Generation request;
  private final ReplyStream stream;
  private final TargetText.TokenText text;
  private final Set<Integer> stopTokens = new LinkedHashSet<>();
  private final Set<String> draftVersions = new LinkedHashSet<>();
  private final long startedAt = System.nanoTime();
  private long firstTokenNanos = -1;

  Reply(Generation request, ReplyStream stream, TargetText.TokenText text) {
    this.request = request;
    this.stream = stream;
    this.text = text;
    Arrays.stream(request.stopTokenIds()).forEach(stopTokens::add);
  }

  /** Says who serves. */
  void start(String draftVersion, String fingerprint) throws RequestCancelled {
    var started =
        Started.newBuilder()
            .setSessionId(request.sessionId())
            .addAllPromptIds(Arrays.stream(request.promptIds()).boxed().toList())
            .setDraftVersion(request.speculation() ? draftVersion : "")
            .setFingerprint(fingerprint);
    stream.send(GenerateResponse.newBuilder().setStarted(started).build());
  }

  @Override
  public void tokens(DecodingEvent.TokensCommitted committed, Proposal proposal)
      throws RequestCancelled {
    if (firstTokenNanos < 0) {
      firstTokenNanos = System.nanoTime() - startedAt;
    }
    var message = Tokens.newBuilder().setRound(committed.round());
    for (var token : committed.tokens()) {
      message.addTokens(
          Token.newBuilder()
              .setId(token.id())
              .setText(textOf(token))
              .setAcceptedDepth(token.acceptedDepth())
              .setExpert(ExpertMapper.expert(token.expert())));
    }
    if (!proposal.draftVersion().isEmpty()) {
      message.setDraftVersion(proposal.draftVersion());
      draftVersions.add(proposal.draftVersion());
    }
    if (request.showTree() && committed.round() > 0) {
      message
          .setTree(SpeculationMapper.propose(committed.round(), proposal))
          .addAllTreeExperts(proposal.origins().stream().map(ExpertMapper::expert).toList());
    }
    stream.send(GenerateResponse.newBuilder().setTokens(message).build());
  }

  /** The stop token ends the text without being part of it. */
  private String textOf(CommittedToken token) {
    return stopTokens.contains(token.id()) ? "" : text.append(token.id());
  }

  /** Says how it went. */
  void finish(DecodingState state, FinishReason reason) throws RequestCancelled {
    var tally = state.tally();
    var times = tally.verifier();
    var finished =
        Finished.newBuilder()
            .setFinishReason(SpeculationMapper.finish(reason))
            .setTail(text.finish())
            .setRounds(tally.rounds())
            .setAcceptanceLength(tally.acceptanceLength())
            .setNumDraftTokens(tally.drafts().nodes())
            .setNumAcceptedTokens(tally.drafts().accepted())
            .setExpectedTokens(tally.expectedTokens())
            .addAllRoundsByNodes(tally.drafts().roundsByNodes())
            .setFirstTokenSeconds(Math.max(0, firstTokenNanos) / 1e9)
            .setSeconds(seconds())
            .setReopened(state.reopened())
            .addAllDraftVersions(draftVersions)
            .setBreakdown(
                RoundBreakdown.newBuilder()
                    .setDraftNanos(tally.draftNanos())
                    .setDeviceNanos(times.deviceNanos())
                    .setQueueNanos(times.queueNanos())
                    .setBookkeepingNanos(times.bookkeepingNanos())
                    .setTransportNanos(tally.transportNanos()));
    stream.send(GenerateResponse.newBuilder().setFinished(finished).build());
  }

  double seconds() {
    return (System.nanoTime() - startedAt) / 1e9;
  }

  @Override
  public void checkOpen() throws RequestCancelled {
    stream.checkOpen();
  }

  @Override
  public void pause(long millis) throws RequestCancelled {
    stream.pause(millis);
  }
}
