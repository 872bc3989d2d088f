package io.vsd.engine.model;

import java.util.List;

/**
 * What the target makes of a text that is given to it.
 *
 * @param features fp16 little-endian {@code [tokens, 3 * hidden]}, one row for each token
 * @param laws the law that chose each token from the asked-for position on: {@code laws.get(i)} is
 *     of the row before token {@code from + i}
 */
public record TeacherForced(byte[] features, List<TopLogProbs> laws) {

  public TeacherForced {
    laws = List.copyOf(laws);
  }
}
