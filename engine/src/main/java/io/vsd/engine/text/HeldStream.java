package io.vsd.engine.text;

import java.util.function.Function;
import java.util.stream.LongStream;

/** Decoders whose steps are not known here: the library decodes everything once, at the end. */
final class HeldStream implements IncrementalDetokenizer.Stream {
  private final Function<long[], String> decode;
  private final LongStream.Builder ids = LongStream.builder();

  HeldStream(Function<long[], String> decode) {
    this.decode = decode;
  }

  @Override
  public String append(int id) {
    ids.add(id);
    return "";
  }

  @Override
  public String finish() {
    long[] all = ids.build().toArray();
    return all.length == 0 ? "" : decode.apply(all);
  }
}
