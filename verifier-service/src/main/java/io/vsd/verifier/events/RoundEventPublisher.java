package io.vsd.verifier.events;

import io.vsd.verifier.events.RecordSender.Sent;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jboss.logging.Logger;

/**
 * Moves records from the bounded queue to the log on a thread of its own. Offering never blocks;
 * whatever does not fit or cannot be delivered is dropped and counted. A log that cannot be reached
 * is tried again with the same record, so a session's order holds.
 */
public final class RoundEventPublisher implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(RoundEventPublisher.class);

  private final EventQueue queue;
  private final RecordSender sender;
  private final Duration closeWait;
  private final AtomicLong dropped = new AtomicLong();
  private final Thread thread;
  private volatile boolean closing;

  /** Starts the publishing thread. */
  public RoundEventPublisher(EventQueue queue, RecordSender sender, Duration closeWait) {
    this.queue = queue;
    this.sender = sender;
    this.closeWait = closeWait;
    this.thread = Thread.ofPlatform().daemon().name("round-events").start(this::publish);
  }

  /** Queues a record or drops it. */
  public void offer(EventRecord event) {
    if (!queue.offer(event)) {
      drop();
    }
  }

  /** Records dropped since the start. */
  public long dropped() {
    return dropped.get();
  }

  private void publish() {
    try {
      for (EventRecord next = queue.take(); next != null; next = queue.take()) {
        deliver(next);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void deliver(EventRecord event) {
    Sent sent = send(event);
    if (sent == Sent.RETRY) {
      LOG.warn("the log cannot be reached; round events wait for it, replies do not");
      while (sent == Sent.RETRY && !closing) {
        sent = send(event);
      }
      if (sent == Sent.TAKEN) {
        LOG.info("the log takes round events again");
      }
    }
    if (sent != Sent.TAKEN) {
      drop();
    }
  }

  private Sent send(EventRecord event) {
    try {
      return sender.send(event, this::drop);
    } catch (RuntimeException e) {
      LOG.warnf("a round event was not taken by the log: %s", e.toString());
      return Sent.LOST;
    }
  }

  private void drop() {
    long count = dropped.incrementAndGet();
    if (Long.bitCount(count) == 1) {
      LOG.warnf("%d round events dropped so far: the log cannot take them", count);
    }
  }

  /** Delivers what is queued for as long as the configured wait, then gives up. */
  @Override
  public void close() {
    queue.close();
    try {
      thread.join(closeWait);
      closing = true;
      thread.interrupt();
      thread.join(closeWait);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.close();
  }
}
