package io.vsd.engine.text;

import java.util.List;

/** Tokens go through the decoder's steps one by one; each is seen once. */
final class PieceStream implements IncrementalDetokenizer.Stream {
  private final TokenTable table;
  private final List<PieceStage> stages;

  PieceStream(TokenTable table, List<PieceStage> stages) {
    this.table = table;
    this.stages = stages;
  }

  @Override
  public String append(int id) {
    StringBuilder text = new StringBuilder();
    push(0, table.token(id), text);
    return text.toString();
  }

  @Override
  public String finish() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < stages.size(); i++) {
      int next = i + 1;
      stages.get(i).end(piece -> push(next, piece, text));
    }
    return text.toString();
  }

  private void push(int stage, String piece, StringBuilder text) {
    if (stage == stages.size()) {
      text.append(piece);
    } else {
      stages.get(stage).piece(piece, p -> push(stage + 1, p, text));
    }
  }
}
