package io.vsd.draft.verifiers;

import io.vsd.draft.decoding.Observation;
import io.vsd.draft.decoding.Proposal;
import io.vsd.draft.decoding.RoundKind;
import io.vsd.draft.drafting.OpenCommand;
import io.vsd.draft.drafting.VerifierPort;
import io.vsd.engine.price.RoundCosts;
import io.vsd.proto.speculation.v1.SpeculateRequest;
import io.vsd.proto.speculation.v1.SpeculateResponse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One request's way through the verifiers. A failed stream is closed and its verifier tried last
 * next time. Used by the request's thread only, but for {@link #abort}.
 */
public final class FailoverVerifiers implements VerifierPort {

  private final VerifierDirectory directory;
  private final Patience patience;
  private @Nullable VerifierEndpoint endpoint;
  private long lastAskedRound;
  private @Nullable SessionCosts costs;
  private volatile @Nullable VerifierStream stream;
  private volatile boolean aborted;

  /**
   * How long to wait for answers.
   *
   * @param openMs for a session to open, prefill included
   * @param verdictMs for a verdict
   */
  public record Patience(long openMs, long verdictMs) {}

  /** A way that starts with the verifier that has the fewest sessions. */
  public FailoverVerifiers(VerifierDirectory directory, Patience patience) {
    this.directory = directory;
    this.patience = patience;
  }

  @Override
  public Observation open(OpenCommand command) {
    var avoid = endpoint;
    release(false);
    Observation best = new Observation.Lost("no verifier is configured");
    var message = SpeculationMapper.open(command);
    for (var candidate : directory.order(avoid)) {
      var seen = tryOpen(candidate, message);
      switch (seen) {
        case Observation.Opened _ -> {
          return seen;
        }
        case Observation.Overloaded _ -> best = seen;
        case Observation.Refused _ -> {
          if (!VerifierErrors.isMismatch(seen)) {
            return seen;
          }
          best = best instanceof Observation.Lost ? seen : best;
        }
        case Observation.Lost _, Observation.Judged _, Observation.ProposalRefused _ -> {
          suspect(candidate);
          best = best instanceof Observation.Overloaded ? best : seen;
        }
      }
    }
    return best;
  }

  private Observation tryOpen(VerifierEndpoint candidate, SpeculateRequest message) {
    if (aborted) {
      return new Observation.Lost("the request was cancelled");
    }
    var fresh = VerifierStream.on(candidate);
    stream = fresh;
    lastAskedRound = 0;
    fresh.send(message);
    var seen = fresh.await(patience.openMs(), false, FailoverVerifiers::opened);
    if (seen instanceof Observation.Opened) {
      candidate.sessionOpened();
      endpoint = candidate;
      costs = new SessionCosts(candidate.meter());
    } else {
      fresh.close();
      stream = null;
    }
    return seen;
  }

  @Override
  public boolean askedAhead(long round) {
    return round <= lastAskedRound;
  }

  @Override
  public Observation propose(long round, Proposal proposal, boolean plainFollows) {
    var open = stream;
    if (open == null) {
      return new Observation.Lost("no stream is open");
    }
    var sentAt = System.nanoTime();
    var waited = !askedAhead(round);
    if (waited) {
      ask(open, round, proposal);
    }
    if (plainFollows) {
      ask(open, round + 1, Proposal.plain(RoundKind.RESTING));
    }
    var seen =
        open.await(
            patience.verdictMs(),
            !proposal.isPlain(),
            response -> judged(proposal, response, sentAt));
    if (seen instanceof Observation.Lost && endpoint != null) {
      suspect(endpoint);
    }
    if (seen instanceof Observation.Judged judged && costs != null) {
      costs.judged(judged, sentAt, waited);
    }
    return seen;
  }

  @Override
  public RoundCosts costs() {
    return Objects.requireNonNull(costs, "no stream is open").costs();
  }

  private void ask(VerifierStream open, long round, Proposal proposal) {
    open.send(
        SpeculateRequest.newBuilder()
            .setPropose(SpeculationMapper.propose(round, proposal))
            .build());
    lastAskedRound = round;
  }

  private static Observation opened(SpeculateResponse response) {
    return response.hasOpened()
        ? SpeculationMapper.opened(response.getOpened())
        : new Observation.Lost("the verifier answered Open with something else");
  }

  private static Observation judged(Proposal proposal, SpeculateResponse response, long sentAt) {
    return response.hasVerdict()
        ? new Observation.Judged(
            proposal, SpeculationMapper.verdict(response.getVerdict()), System.nanoTime() - sentAt)
        : new Observation.Lost("the verifier answered Propose with something else");
  }

  /** A stream that we broke ourselves says nothing about its verifier. */
  private void suspect(VerifierEndpoint lost) {
    if (!aborted) {
      lost.failed();
    }
  }

  /** Ends whatever runs, from any thread: the request is over. */
  public void abort() {
    aborted = true;
    var open = stream;
    if (open != null) {
      open.close();
    }
  }

  private void release(boolean orderly) {
    var open = stream;
    if (open != null) {
      if (orderly && !aborted) {
        open.complete();
      } else {
        open.close();
      }
      stream = null;
    }
    if (endpoint != null) {
      endpoint.sessionClosed();
      endpoint = null;
    }
  }

  @Override
  public void close() {
    release(true);
  }
}
