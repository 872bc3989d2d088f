package io.vsd.draft.hotswap;

import io.grpc.Context;
import io.grpc.ManagedChannelBuilder;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.vsd.engine.checkpoint.CheckpointManifest;
import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.proto.checkpoint.v1.CheckpointServiceGrpc;
import io.vsd.proto.checkpoint.v1.FetchRequest;
import io.vsd.proto.checkpoint.v1.FetchResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Iterator;
import java.util.concurrent.TimeUnit;

/**
 * Gets a checkpoint's bytes from a trainer. A download that breaks goes on where it stopped, also
 * after a restart; size and SHA-256 must be the manifest's before anything is loaded.
 */
public final class CheckpointFetcher {

  private static final long FETCH_MINUTES = 10;
  private static final int MAX_MESSAGE_BYTES = 4 << 20;

  private final CheckpointCache cache;
  private final String configuredTrainer;
  private final long maxBytes;

  /**
   * A fetcher into that cache.
   *
   * @param configuredTrainer host:port for announcements that name no address; may be empty
   * @param maxBytes largest checkpoint that is taken
   */
  public CheckpointFetcher(CheckpointCache cache, String configuredTrainer, long maxBytes) {
    this.cache = cache;
    this.configuredTrainer = configuredTrainer;
    this.maxBytes = maxBytes;
  }

  /**
   * The wanted checkpoint, from the cache where it is whole there.
   *
   * @throws IOException when the trainer cannot be reached or the stream broke: another try goes on
   * @throws CheckpointRefusedException when another try cannot help
   */
  DraftCheckpoint fetch(WantedCheckpoint wanted) throws IOException, CheckpointRefusedException {
    var cached = cache.find(wanted.id());
    if (cached.isPresent() && sameWeights(wanted, cached.get())) {
      return cached.get();
    }
    var address = wanted.fetchAddress().isEmpty() ? configuredTrainer : wanted.fetchAddress();
    if (address.isEmpty()) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.UNKNOWN,
          wanted.id() + ": no address to fetch from; set vsd.draft.trainer");
    }
    var channel =
        ManagedChannelBuilder.forTarget(address)
            .usePlaintext()
            .maxInboundMessageSize(MAX_MESSAGE_BYTES)
            .build();
    var stub = CheckpointServiceGrpc.newBlockingStub(channel);
    try {
      var held = held(wanted);
      try {
        return download(wanted, stub, held);
      } catch (CheckpointRefusedException refused) {
        if (held == 0 || refused.reason() != CheckpointRefusedException.Reason.HASH) {
          throw refused;
        }
        // What was held may be what is wrong.
        return download(wanted, stub, 0);
      }
    } catch (StatusRuntimeException failed) {
      throw classified(wanted.id(), failed);
    } finally {
      channel.shutdownNow();
    }
  }

  private DraftCheckpoint download(
      WantedCheckpoint wanted,
      CheckpointServiceGrpc.CheckpointServiceBlockingStub stub,
      long offset)
      throws IOException, CheckpointRefusedException {
    // Leaving the context cancels a call whose messages are not all read.
    var call = Context.current().withCancellation();
    var before = call.attach();
    try {
      var parts =
          stub.withDeadlineAfter(FETCH_MINUTES, TimeUnit.MINUTES)
              .fetch(
                  FetchRequest.newBuilder().setCheckpointId(wanted.id()).setOffset(offset).build());
      var manifest = manifestOf(wanted, parts);
      var partial = cache.partial(manifest);
      if (offset == 0) {
        Files.deleteIfExists(partial);
      }
      append(manifest, partial, offset, parts);
      return cache.install(manifest, partial);
    } finally {
      call.detach(before);
      call.cancel(null);
    }
  }

  private CheckpointManifest manifestOf(WantedCheckpoint wanted, Iterator<FetchResponse> parts)
      throws IOException, CheckpointRefusedException {
    if (!parts.hasNext()) {
      throw new IOException("the trainer sent nothing for " + wanted.id());
    }
    var first = parts.next();
    if (!first.hasManifest()) {
      throw unknown(wanted.id() + ": the trainer sent bytes before the manifest");
    }
    var sent = AnnouncementMapper.manifest(first.getManifest());
    var announced = wanted.manifest();
    if (!sent.checkpointId().equals(wanted.id())) {
      throw unknown(wanted.id() + ": the trainer sent " + sent.checkpointId());
    }
    if (announced != null && !announced.weightsSha256().equals(sent.weightsSha256())) {
      throw unknown(
          "%s: announced with SHA-256 %s, the trainer has %s"
              .formatted(wanted.id(), announced.weightsSha256(), sent.weightsSha256()));
    }
    if (sent.weightsBytes() < 1 || sent.weightsBytes() > maxBytes) {
      throw unknown(
          "%s: %d bytes of weights, at most %d are taken"
              .formatted(wanted.id(), sent.weightsBytes(), maxBytes));
    }
    return sent;
  }

  private static void append(
      CheckpointManifest manifest, Path partial, long offset, Iterator<FetchResponse> parts)
      throws IOException, CheckpointRefusedException {
    var size = offset;
    try (OutputStream out =
        Files.newOutputStream(partial, StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
      while (parts.hasNext()) {
        var chunk = parts.next().getChunk();
        size += chunk.size();
        if (size > manifest.weightsBytes()) {
          break;
        }
        chunk.writeTo(out);
      }
    }
    if (size > manifest.weightsBytes()) {
      Files.deleteIfExists(partial);
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.HASH,
          "%s: more bytes than the %d of its manifest"
              .formatted(manifest.checkpointId(), manifest.weightsBytes()));
    }
    if (size < manifest.weightsBytes()) {
      throw new IOException(
          "%s: %d of %d bytes arrived"
              .formatted(manifest.checkpointId(), size, manifest.weightsBytes()));
    }
  }

  private static boolean sameWeights(WantedCheckpoint wanted, DraftCheckpoint cached) {
    var announced = wanted.manifest();
    return announced == null || announced.weightsSha256().equals(cached.manifest().weightsSha256());
  }

  /** Bytes of an earlier download; all of them asks for the manifest alone. */
  private long held(WantedCheckpoint wanted) throws IOException {
    var announced = wanted.manifest();
    if (announced == null) {
      return 0;
    }
    var partial = cache.partial(announced);
    var size = Files.exists(partial) ? Files.size(partial) : 0;
    return size <= announced.weightsBytes() ? size : 0;
  }

  private static CheckpointRefusedException unknown(String message) {
    return new CheckpointRefusedException(CheckpointRefusedException.Reason.UNKNOWN, message);
  }

  private static IOException classified(String id, StatusRuntimeException failed)
      throws CheckpointRefusedException {
    var code = failed.getStatus().getCode();
    if (code == Status.Code.NOT_FOUND
        || code == Status.Code.INVALID_ARGUMENT
        || code == Status.Code.OUT_OF_RANGE
        || code == Status.Code.UNIMPLEMENTED) {
      throw new CheckpointRefusedException(
          CheckpointRefusedException.Reason.UNKNOWN, id + ": " + failed.getStatus(), failed);
    }
    return new IOException(id + ": " + failed.getStatus(), failed);
  }
}
