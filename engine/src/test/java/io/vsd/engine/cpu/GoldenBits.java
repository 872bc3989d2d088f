package io.vsd.engine.cpu;

import io.vsd.engine.checkpoint.DraftCheckpoint;
import io.vsd.engine.draft.DraftCache;
import io.vsd.engine.draft.DraftNetwork;
import io.vsd.engine.draft.DraftRows;
import io.vsd.engine.draft.Ranking;
import io.vsd.engine.draft.TinyDraft;
import io.vsd.engine.fixtures.TinyModels;
import io.vsd.engine.model.DeviceOptions;
import io.vsd.engine.model.KvSlot;
import io.vsd.engine.model.Precision;
import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import io.vsd.engine.tokentree.Candidates;
import io.vsd.engine.weights.ModelDirectory;
import java.io.IOException;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * Hashes of everything that the engine for CPUs computes of some small networks. As a program it
 * does so with vectors of a given width, which a process chooses once.
 */
public final class GoldenBits {
  private static final int TEXT = 150;
  private static final Map<String, Function<Path, Path>> MODELS =
      Map.of(
          "llama", dir -> TinyModels.llama(dir, 21),
          "qwen2", dir -> TinyModels.qwen2(dir, 22),
          "qwen3", dir -> TinyModels.qwen3(dir, 23));

  private GoldenBits() {}

  /** Arguments: bits of a vector, threads. Prints a line {@code name hash} for each case. */
  public static void main(String[] args) throws IOException {
    VectorWidth.choose(Integer.parseInt(args[0]));
    Path directory = Files.createTempDirectory("golden-bits");
    compute(directory, Integer.parseInt(args[1]))
        .forEach((name, hash) -> System.out.println(name + " " + hash));
    System.out.println("bits " + Lanes.BITS);
  }

  private static Map<String, String> compute(Path directory, int threads) {
    Map<String, String> hashes = new TreeMap<>();
    MODELS.forEach(
        (name, write) -> {
          try (ModelDirectory model = ModelDirectory.open(write.apply(directory.resolve(name)))) {
            for (Precision precision : Precision.values()) {
              hashes.put(
                  name + "-" + precision.configName(),
                  target(model, DeviceOptions.cpu(precision, threads)));
            }
          }
        });
    for (Precision precision : Precision.values()) {
      hashes.put("draft-" + precision.configName(), draft(DeviceOptions.cpu(precision, threads)));
    }
    return hashes;
  }

  /** Three sequences in common forwards: prompts in chunks, then trees of which paths are kept. */
  private static String target(ModelDirectory directory, DeviceOptions options) {
    Hash hash = new Hash();
    SplittableRandom random = new SplittableRandom(5);
    int vocab = directory.config().vocabSize();
    try (CpuTargetModel model = CpuTargetModel.load(directory, options)) {
      List<KvSlot> slots = List.of(model.openSlot(400), model.openSlot(400), model.openSlot(400));
      for (int from = 0; from < TEXT; from += 50) {
        int[] chunk = random.ints(50, 0, vocab).toArray();
        round(model, slots, hash, slot -> RowRequest.chain(slot, chunk, 48));
      }
      for (int i = 0; i < 10; i++) {
        int[] tokens = random.ints(1 + i, 0, vocab).toArray();
        int[] parents = new int[tokens.length];
        Arrays.setAll(parents, row -> row == 0 ? -1 : random.nextInt(row));
        round(model, slots, hash, slot -> new RowRequest(slot, tokens, parents, 0));
      }
      slots.forEach(slot -> hash.add(((CpuKvSlot) slot).cache(), Decoder.layout(model.config())));
      slots.forEach(KvSlot::close);
    }
    return hash.hex();
  }

  private static void round(
      CpuTargetModel model, List<KvSlot> slots, Hash hash, Function<KvSlot, RowRequest> rows) {
    List<RowRequest> requests = slots.stream().map(rows).toList();
    List<TreeForward> forwards = model.forward(requests);
    for (int i = 0; i < forwards.size(); i++) {
      RowRequest request = requests.get(i);
      int[] all = new int[request.rows()];
      Arrays.setAll(all, row -> row);
      try (TreeForward forward = forwards.get(i)) {
        hash.add(forward.features(all));
        for (int row = request.firstLogitRow(); row < request.rows(); row++) {
          hash.add(forward.logits(row));
        }
      }
      boolean chain = request.rows() > 1 && request.parents()[request.rows() - 1] > 0;
      request.slot().commit(chain && request.firstLogitRow() > 0 ? all : new int[] {0});
    }
  }

  private static String draft(DeviceOptions options) {
    Hash hash = new Hash();
    DraftCheckpoint checkpoint = TinyDraft.checkpoint(31);
    try (DraftNetwork network = CpuDraftNetwork.load(checkpoint, TinyDraft.embedding(31), options);
        DraftCache cache = network.openCache(200)) {
      cache.extend(TinyDraft.tokens(90, 31), TinyDraft.features(90, 32, 31));
      try (DraftRows rows = cache.startTree()) {
        rank(hash, rows);
        rows.expand(new int[] {3, 9, 20}, new int[] {0, 0, 0});
        rank(hash, rows);
        rows.expand(new int[] {5, 7, 11, 13}, new int[] {2, 0, 1, 0});
        rank(hash, rows);
      }
    }
    return hash.hex();
  }

  private static void rank(Hash hash, DraftRows rows) {
    double[] uniforms = new SplittableRandom(8).doubles(48, 0.001, 0.999).toArray();
    hash.add(rows.logits());
    for (Ranking ranking : List.of(Ranking.byProbability(), new Ranking(0.7, uniforms))) {
      for (Candidates candidates : rows.rank(ranking, 5)) {
        hash.add(candidates.scores());
        hash.add(candidates.logProbs());
        for (int token : candidates.tokenIds()) {
          hash.add(new float[] {token});
        }
      }
    }
  }

  /** SHA-256 over the bits of floats. */
  private static final class Hash {
    private final MessageDigest digest;

    Hash() {
      try {
        digest = MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException(e);
      }
    }

    void add(byte[] bytes) {
      digest.update(bytes);
    }

    void add(float[] values) {
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      digest.update(bytes);
    }

    /** Keys and values, whatever the room between them. */
    void add(KvCache cache, KvLayout layout) {
      for (int position = 0; position < cache.length(); position++) {
        var block = cache.blockOf(position).floats();
        int at = position % KvLayout.POSITIONS;
        float[] row = new float[2 * layout.headDim()];
        for (int layer = 0; layer < layout.layers(); layer++) {
          for (int head = 0; head < layout.kvHeads(); head++) {
            for (int d = 0; d < layout.headDim(); d++) {
              long key = layout.keys(layer, head) + (long) d * KvLayout.POSITIONS + at;
              long value = layout.values(layer, head) + (long) at * layout.valueWidth() + d;
              row[d] = block.getAtIndex(ValueLayout.JAVA_FLOAT, key);
              row[layout.headDim() + d] = block.getAtIndex(ValueLayout.JAVA_FLOAT, value);
            }
            add(row);
          }
        }
      }
    }

    String hex() {
      return HexFormat.of().formatHex(digest.digest());
    }
  }
}
