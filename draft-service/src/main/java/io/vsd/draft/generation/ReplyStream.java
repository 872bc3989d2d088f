package io.vsd.draft.generation;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.stub.ServerCallStreamObserver;
import io.vsd.draft.drafting.RequestCancelled;
import io.vsd.proto.error.GrpcErrors;
import io.vsd.proto.error.v1.ErrorReason;
import io.vsd.proto.generation.v1.GenerateResponse;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * The stream to one client. Sending waits while the transport has enough to do, so nothing piles up
 * for a slow reader; waiting ends when the client leaves, its patience or ours is over. The
 * transport calls the two signals, the request's thread everything else.
 */
final class ReplyStream {

  private final ServerCallStreamObserver<GenerateResponse> call;
  private final long slowReaderMs;
  private final long endsAtNanos;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private Runnable onCancelled = () -> {};
  private boolean cancelled;

  /**
   * Takes over a call. Must run inside the service method: handlers cannot be set later.
   *
   * @param slowReaderMs longest wait for a client that does not read
   * @param requestMs longest request
   */
  ReplyStream(ServerCallStreamObserver<GenerateResponse> call, long slowReaderMs, long requestMs) {
    this.call = call;
    this.slowReaderMs = slowReaderMs;
    this.endsAtNanos = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(requestMs);
    call.setOnCancelHandler(this::cancelled);
    call.setOnReadyHandler(this::signal);
    call.setOnCloseHandler(this::signal);
  }

  /** Runs that when the client leaves, at once if it has left. */
  void whenCancelled(Runnable action) {
    lock.lock();
    try {
      onCancelled = action;
      if (!cancelled) {
        return;
      }
    } finally {
      lock.unlock();
    }
    action.run();
  }

  /** Sends a message as soon as the client's stream takes one. */
  void send(GenerateResponse message) throws RequestCancelled {
    checkOpen();
    if (!call.isReady() && !await(call::isReady, slowReaderMs)) {
      checkOpen();
      throw new RequestCancelled(
          GrpcErrors.of(
              Status.Code.RESOURCE_EXHAUSTED,
              ErrorReason.ERROR_REASON_OVERLOADED,
              "the client has not read for %d ms".formatted(slowReaderMs)));
    }
    call.onNext(message);
  }

  void checkOpen() throws RequestCancelled {
    lock.lock();
    try {
      if (cancelled || call.isCancelled()) {
        throw new RequestCancelled();
      }
    } finally {
      lock.unlock();
    }
    if (System.nanoTime() - endsAtNanos > 0) {
      throw new RequestCancelled(
          GrpcErrors.of(
              Status.Code.DEADLINE_EXCEEDED,
              ErrorReason.ERROR_REASON_OVERLOADED,
              "the request took longer than this service allows"));
    }
  }

  void pause(long millis) throws RequestCancelled {
    checkOpen();
    await(() -> false, millis);
    checkOpen();
  }

  /** Ends the stream well. */
  void complete() {
    call.onCompleted();
  }

  /** Ends the stream with an error. */
  void fail(StatusRuntimeException error) {
    call.onError(error);
  }

  /** Waits for a condition, the client's leaving or the end of the time; says whether it holds. */
  private boolean await(BooleanSupplier condition, long millis) throws RequestCancelled {
    lock.lock();
    try {
      var leftNanos = TimeUnit.MILLISECONDS.toNanos(millis);
      while (!cancelled && !condition.getAsBoolean() && leftNanos > 0) {
        leftNanos = changed.awaitNanos(leftNanos);
      }
      return condition.getAsBoolean();
    } catch (InterruptedException stopping) {
      Thread.currentThread().interrupt();
      throw new RequestCancelled(
          GrpcErrors.retryAfter(
              Status.Code.UNAVAILABLE,
              ErrorReason.ERROR_REASON_VERIFIER_UNAVAILABLE,
              "the service is stopping",
              1000));
    } finally {
      lock.unlock();
    }
  }

  private void cancelled() {
    Runnable action;
    lock.lock();
    try {
      cancelled = true;
      action = onCancelled;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    action.run();
  }

  private void signal() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }
}
