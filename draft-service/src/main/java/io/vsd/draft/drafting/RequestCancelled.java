package io.vsd.draft.drafting;

import java.io.Serial;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The client left, reads too slowly or has had its time: the request ends at once. */
public final class RequestCancelled extends Exception {

  @Serial private static final long serialVersionUID = 1;

  private final transient @Nullable RuntimeException answer;

  /** Nobody is left to answer. */
  public RequestCancelled() {
    super("the client is gone", null, false, false);
    this.answer = null;
  }

  /** Ends a request with that answer. */
  public RequestCancelled(RuntimeException answer) {
    super(answer.getMessage(), answer, false, false);
    this.answer = answer;
  }

  /** What the client is told, if it still listens. */
  public Optional<RuntimeException> answer() {
    return Optional.ofNullable(answer);
  }
}
