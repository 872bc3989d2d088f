package io.vsd.verifier.session;

/** Carries a refusal out of the code that maps and checks a request. */
public final class RefusedException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  public RefusedException(Refusal refusal) {
    super(refusal.message(), null, false, false);
    this.refusal = refusal;
  }

  /** What to answer. */
  public Refusal refusal() {
    return refusal;
  }
}
