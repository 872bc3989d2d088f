package io.vsd.verifier.scoring;

import io.vsd.proto.speculation.v1.ScoreResponse;

/** Where chunks of scores go. */
interface ScoreReplies {
  void send(ScoreResponse response);

  void complete();

  void failed(Throwable cause);

  boolean cancelled();
}
