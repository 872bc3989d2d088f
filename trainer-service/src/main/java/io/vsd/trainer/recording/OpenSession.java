package io.vsd.trainer.recording;

import io.vsd.engine.decoding.SamplingParameters;
import io.vsd.engine.tokentree.TokenTree;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The growing text of one session: tokens, features by position, laws by position. Methods throw
 * {@link IllegalArgumentException} with the reason when a record contradicts what is known.
 */
final class OpenSession {

  private final TargetShape target;
  private final String id;
  private final String domain;
  private final SamplingParameters sampling;
  private int[] tokens = new int[0];
  private int size;
  private byte[] features = new byte[0];
  private final BitSet featured = new BitSet();
  private @Nullable Law[] laws = new Law[0];
  private final BitSet chunks = new BitSet();
  private int openedTokens;
  private int chunksExpected;
  private long roundBeforeMove;
  private long lastRound;
  private long lawBytes;
  private long accountedBytes;

  OpenSession(TargetShape target, SessionRecord.Opened opened) {
    this.target = target;
    this.id = opened.sessionId();
    this.domain = opened.domain();
    this.sampling = opened.sampling();
    open(opened);
  }

  /** A verifier took the session, first or again; what it was not told of is forgotten. */
  void open(SessionRecord.Opened opened) {
    int[] given = opened.tokens();
    for (int token : given) {
      known(token);
    }
    int shared = Math.min(size, given.length);
    if (!Arrays.equals(tokens, 0, shared, given, 0, shared)) {
      throw new IllegalArgumentException("re-opened with another text than before");
    }
    truncate(shared);
    for (int i = size; i < given.length; i++) {
      append(given[i], null);
    }
    append(opened.firstToken(), opened.firstLaw());
    openedTokens = given.length;
    chunksExpected = opened.featureChunks();
    chunks.clear();
    roundBeforeMove = lastRound;
    lastRound = 0;
  }

  void add(SessionRecord.Features chunk) {
    int rows = rows(chunk.features());
    if (chunk.index() >= chunksExpected || chunk.fromPosition() + rows > openedTokens) {
      throw new IllegalArgumentException(
          "feature chunk " + chunk.index() + " lies outside the session's opening");
    }
    chunks.set(chunk.index());
    put(chunk.fromPosition(), chunk.features(), rows);
  }

  boolean isDuplicate(SessionRecord.Verified round) {
    return round.round() <= lastRound;
  }

  /** Whether records between the last one and this round are missing. */
  boolean misses(SessionRecord.Verified round) {
    boolean next = round.round() == lastRound + 1;
    boolean countsOn = lastRound == 0 && round.round() == roundBeforeMove + 1;
    return chunks.cardinality() != chunksExpected || !(next || countsOn);
  }

  void add(SessionRecord.Verified round) {
    int[] committed = committedTokens(round);
    int rows = rows(round.features());
    if (rows != 1 + round.accepted().length) {
      throw new IllegalArgumentException(
          rows + " feature rows for " + round.accepted().length + " accepted tokens");
    }
    if (round.laws().size() < committed.length) {
      throw new IllegalArgumentException(
          round.laws().size() + " laws for " + committed.length + " committed tokens");
    }
    put(size - 1, round.features(), rows);
    for (int i = 0; i < committed.length; i++) {
      append(committed[i], round.laws().get(i));
    }
    lastRound = round.round();
  }

  /** The recorded session, or empty when features are missing or the answer is too short. */
  Optional<RecordedSession> complete() {
    int firstAnswer = size;
    while (firstAnswer > 0 && laws[firstAnswer - 1] != null) {
      firstAnswer--;
    }
    int rows = featured.nextClearBit(0);
    if (size - firstAnswer < 2 || rows < size - 1) {
      return Optional.empty();
    }
    rows = Math.min(rows, size);
    List<Law> answerLaws =
        Arrays.stream(laws, firstAnswer, size).map(l -> l == null ? NO_LAW : l).toList();
    return Optional.of(
        new RecordedSession(
            id,
            domain,
            sampling,
            Arrays.copyOf(tokens, size),
            firstAnswer,
            Arrays.copyOf(features, rows * target.featureRowBytes()),
            rows,
            answerLaws));
  }

  /** Growth of the heap it holds since the last call. */
  long account() {
    long now = heapBytes();
    long grown = now - accountedBytes;
    accountedBytes = now;
    return grown;
  }

  /** Heap as of the last {@link #account()}. */
  long accountedBytes() {
    return accountedBytes;
  }

  private long heapBytes() {
    return 512L + 4L * tokens.length + features.length + 8L * laws.length + lawBytes;
  }

  private static final Law NO_LAW = new Law(new int[0], new float[0]);

  private int[] committedTokens(SessionRecord.Verified round) {
    int[] treeTokens = round.treeTokens();
    TokenTree tree = TokenTree.of(treeTokens, round.parents(), new float[treeTokens.length]);
    int[] committed = new int[round.committed()];
    int parent = -1;
    for (int i = 0; i < round.accepted().length; i++) {
      int node = round.accepted()[i];
      if (node < 0 || node >= tree.size() || tree.parent(node) != parent) {
        throw new IllegalArgumentException("accepted node " + node + " is no child of " + parent);
      }
      committed[i] = known(tree.tokenId(node));
      parent = node;
    }
    if (round.bonus()) {
      committed[committed.length - 1] = known(round.bonusToken());
    }
    return committed;
  }

  private int rows(byte[] chunk) {
    if (chunk.length == 0 || chunk.length % target.featureRowBytes() != 0) {
      throw new IllegalArgumentException(
          "features of "
              + chunk.length
              + " bytes are no rows of "
              + target.featureRowBytes()
              + " bytes");
    }
    return chunk.length / target.featureRowBytes();
  }

  private int known(int token) {
    if (token < 0 || token >= target.vocabSize()) {
      throw new IllegalArgumentException(
          "token " + token + " is outside the vocabulary of " + target.vocabSize());
    }
    return token;
  }

  private void append(int token, @Nullable Law law) {
    known(token);
    if (law != null) {
      for (int candidate : law.tokens()) {
        known(candidate);
      }
      lawBytes += law.bytes();
    }
    if (size == tokens.length) {
      int grown = Math.max(64, 2 * size);
      tokens = Arrays.copyOf(tokens, grown);
      laws = Arrays.copyOf(laws, grown);
    }
    tokens[size] = token;
    laws[size++] = law;
  }

  private void truncate(int length) {
    for (int i = length; i < size; i++) {
      Law law = laws[i];
      lawBytes -= law == null ? 0 : law.bytes();
      laws[i] = null;
    }
    featured.clear(length, Math.max(length, featured.length()));
    size = length;
  }

  private void put(int from, byte[] rowsOfFeatures, int rows) {
    int start = from * target.featureRowBytes();
    int end = start + rowsOfFeatures.length;
    if (end > features.length) {
      features = Arrays.copyOf(features, Math.max(end, features.length + features.length / 2));
    }
    System.arraycopy(rowsOfFeatures, 0, features, start, rowsOfFeatures.length);
    featured.set(from, from + rows);
  }
}
