package io.vsd.local.client;

import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import io.vsd.proto.generation.v1.Finished;
import io.vsd.proto.generation.v1.GenerateRequest;
import io.vsd.proto.generation.v1.GenerateResponse;
import io.vsd.proto.generation.v1.GenerationServiceGrpc;
import io.vsd.proto.generation.v1.Started;
import io.vsd.proto.generation.v1.StatusRequest;
import io.vsd.proto.generation.v1.StatusResponse;
import io.vsd.proto.generation.v1.Token;
import io.vsd.proto.generation.v1.Tokens;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Blocking calls to a draft-service. Safe for use by several threads. */
public final class GenerationClient implements AutoCloseable {
  private static final long STATUS_LIMIT_S = 10;

  private final ManagedChannel channel;

  /** A client of the service at {@code host:port}; connects on the first call. */
  public GenerationClient(String address) {
    this.channel = Channels.open(address);
  }

  /**
   * Generates one reply.
   *
   * @param onTokens hears each round's tokens as they come
   * @throws CallException if the service refuses, fails or goes away
   */
  public Reply generate(GenerateRequest request, Consumer<Tokens> onTokens) throws CallException {
    Started started = Started.getDefaultInstance();
    Finished finished = Finished.getDefaultInstance();
    List<Token> tokens = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    try {
      Iterator<GenerateResponse> events =
          GenerationServiceGrpc.newBlockingStub(channel).generate(request);
      while (events.hasNext()) {
        GenerateResponse event = events.next();
        switch (event.getEventCase()) {
          case STARTED -> started = event.getStarted();
          case TOKENS -> {
            tokens.addAll(event.getTokens().getTokensList());
            event.getTokens().getTokensList().forEach(t -> text.append(t.getText()));
            onTokens.accept(event.getTokens());
          }
          case FINISHED -> {
            finished = event.getFinished();
            text.append(finished.getTail());
          }
          case EVENT_NOT_SET -> {}
        }
      }
    } catch (StatusRuntimeException e) {
      throw CallException.of(e);
    }
    return new Reply(started, tokens, text.toString(), finished);
  }

  /** What the service serves right now. */
  public StatusResponse status() throws CallException {
    try {
      return GenerationServiceGrpc.newBlockingStub(channel)
          .withDeadlineAfter(STATUS_LIMIT_S, TimeUnit.SECONDS)
          .status(StatusRequest.getDefaultInstance());
    } catch (StatusRuntimeException e) {
      throw CallException.of(e);
    }
  }

  @Override
  public void close() {
    channel.shutdownNow();
  }
}
