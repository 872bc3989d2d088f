package io.vsd.engine.text;

import java.util.Arrays;
import java.util.function.Function;

/**
 * Other vocabularies, whose decoders look at neighbours: everything is decoded again with each
 * token, and the part that can no longer change is handed out.
 */
final class WholeTextStream implements IncrementalDetokenizer.Stream {
  private static final char REPLACEMENT = '\uFFFD';

  private final Function<int[], String> decode;
  private int[] ids = new int[64];
  private int count;
  private String emitted = "";

  WholeTextStream(Function<int[], String> decode) {
    this.decode = decode;
  }

  @Override
  public String append(int id) {
    if (count == ids.length) {
      ids = Arrays.copyOf(ids, 2 * count);
    }
    ids[count++] = id;
    String text = decode.apply(Arrays.copyOf(ids, count));
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == REPLACEMENT) {
      end--;
    }
    return emit(text.substring(0, end));
  }

  @Override
  public String finish() {
    return emit(decode.apply(Arrays.copyOf(ids, count)));
  }

  private String emit(String stable) {
    if (!stable.startsWith(emitted)) {
      return "";
    }
    String piece = stable.substring(emitted.length());
    emitted = stable;
    return piece;
  }
}
