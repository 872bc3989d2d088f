package io.vsd.trainer.endpoint;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.stub.ServerCallStreamObserver;
import io.vsd.proto.checkpoint.v1.FetchResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Sends a file's bytes from an offset in chunks, one at a time and only while the receiver takes
 * them. Signals may come from any thread; {@link #send} runs on its own.
 */
final class WeightsTransfer {

  static final int CHUNK_BYTES = 256 * 1024;

  private final ServerCallStreamObserver<FetchResponse> receiver;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();

  WeightsTransfer(ServerCallStreamObserver<FetchResponse> receiver) {
    this.receiver = receiver;
  }

  /** The receiver is ready for more, or has left. */
  void wake() {
    lock.lock();
    try {
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Sends all bytes from the offset on; returns early when the receiver has left. */
  void send(Path file, long offset) throws IOException, InterruptedException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      channel.position(offset);
      while (awaitReady()) {
        ByteString chunk = read(channel);
        if (chunk.isEmpty()) {
          return;
        }
        receiver.onNext(FetchResponse.newBuilder().setChunk(chunk).build());
      }
    }
  }

  private boolean awaitReady() throws InterruptedException {
    lock.lock();
    try {
      while (!receiver.isReady() && !receiver.isCancelled()) {
        changed.await();
      }
      return !receiver.isCancelled();
    } finally {
      lock.unlock();
    }
  }

  private static ByteString read(FileChannel channel) throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(CHUNK_BYTES);
    while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
      // Short reads are legal; go on to the chunk's or the file's end.
    }
    return UnsafeByteOperations.unsafeWrap(buffer.flip());
  }
}
