package io.vsd.engine.cpu;

import static java.lang.constant.ConstantDescs.CD_float;
import static java.lang.constant.ConstantDescs.CD_int;
import static java.lang.constant.ConstantDescs.CD_long;
import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.CodeBuilder;
import java.lang.classfile.Label;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.MethodTypeDesc;
import java.lang.foreign.MemorySegment;
import java.nio.ByteOrder;
import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.Vector;
import jdk.incubator.vector.VectorOperators;
import jdk.incubator.vector.VectorSpecies;

/**
 * The code of a {@link TileKernel}: one loop over the inputs, with {@code rows * panels * 2} sums
 * in local variables. For each input it does, in the terms of the Vector API,
 *
 * <pre>
 *   w[p]       = the input's line in panel p
 *   half[p][0] = (w[p] &lt;&lt; 16 &gt;&gt; 3) &amp; 0x8fffe000   (BF16: w[p] &lt;&lt; 16)
 *   half[p][1] = (w[p] &gt;&gt; 3) &amp; 0x8fffe000         (BF16: w[p] &amp; 0xffff0000)
 *   sum[r][p][h] = fma(half[p][h], x[input][r], sum[r][p][h])
 * </pre>
 *
 * so every sum adds its products in the order of inputs, whatever the shape. In fp32 the halves are
 * read as they lie.
 */
final class TileCode {
  /** Masks as constants: C2 does not see through vectors that are made anew. */
  static final IntVector F16_MASK = IntVector.broadcast(Lanes.INTS, HalfBits.F16_MASK);

  static final IntVector BF16_MASK = IntVector.broadcast(Lanes.INTS, HalfBits.BF16_MASK);

  private static final ClassDesc SELF = desc(TileCode.class);
  private static final ClassDesc LANES = desc(Lanes.class);
  private static final ClassDesc TILE = desc(Tile.class);
  private static final ClassDesc SEGMENT = desc(MemorySegment.class);
  private static final ClassDesc ORDER = desc(ByteOrder.class);
  private static final ClassDesc FLOATS = desc(float[].class);
  private static final ClassDesc SPECIES = desc(VectorSpecies.class);
  private static final ClassDesc VECTOR = desc(Vector.class);
  private static final ClassDesc FLOAT_VECTOR = desc(FloatVector.class);
  private static final ClassDesc INT_VECTOR = desc(IntVector.class);
  private static final ClassDesc OPERATORS = desc(VectorOperators.class);
  private static final ClassDesc BINARY = desc(VectorOperators.Binary.class);

  /** Gets the local variable of a sum and the number of its vector within the row. */
  @FunctionalInterface
  private interface SumVisitor {
    void accept(int sum, int vector);
  }

  private final TileShape shape;
  private final CodeBuilder code;
  private final int halves;
  private final int weights;
  private final int streamBytes;
  private final int lineBytes;
  private final int inputs;
  private final int x;
  private final int xAt;
  private final int y;
  private final int yAt;
  private final int input;
  private final int at;
  private final int value;
  private final int[] panels;
  private final int[] half;
  private final int[] sums;
  private final int[] rowsOfX;

  TileCode(TileShape shape, CodeBuilder code) {
    this.shape = shape;
    this.code = code;
    this.halves = 2 * shape.panels();
    this.weights = code.allocateLocal(TypeKind.REFERENCE);
    this.streamBytes = code.allocateLocal(TypeKind.LONG);
    this.lineBytes = code.allocateLocal(TypeKind.LONG);
    this.inputs = code.allocateLocal(TypeKind.INT);
    this.x = code.allocateLocal(TypeKind.REFERENCE);
    this.xAt = code.allocateLocal(TypeKind.INT);
    this.y = code.allocateLocal(TypeKind.REFERENCE);
    this.yAt = code.allocateLocal(TypeKind.INT);
    this.input = code.allocateLocal(TypeKind.INT);
    this.at = code.allocateLocal(TypeKind.LONG);
    this.value = code.allocateLocal(TypeKind.REFERENCE);
    this.panels = locals(shape.panels(), TypeKind.LONG);
    this.half = locals(halves, TypeKind.REFERENCE);
    this.sums = locals(shape.rows() * halves, TypeKind.REFERENCE);
    this.rowsOfX = locals(shape.use().packed() ? 0 : shape.rows(), TypeKind.INT);
  }

  static ClassDesc desc(Class<?> type) {
    return type.describeConstable().orElseThrow();
  }

  private int[] locals(int count, TypeKind kind) {
    int[] slots = new int[count];
    for (int i = 0; i < count; i++) {
      slots[i] = code.allocateLocal(kind);
    }
    return slots;
  }

  void emit() {
    readTile();
    beginSums();
    Label again = code.newLabel();
    Label end = code.newLabel();
    code.iconst_0().istore(input);
    code.labelBinding(again);
    code.iload(input).iload(inputs).if_icmpge(end);
    locateLine();
    for (int panel = 0; panel < shape.panels(); panel++) {
      if (shape.form() == WeightForm.F32) {
        loadSingles(panel);
      } else {
        loadHalves(panel);
      }
    }
    for (int row = 0; row < shape.rows(); row++) {
      addProducts(row);
    }
    code.iinc(xAt, shape.use().packed() ? shape.rows() : 1).iinc(input, 1).goto_(again);
    code.labelBinding(end);
    storeSums();
    code.return_();
  }

  private void readTile() {
    field("weights", SEGMENT).astore(weights);
    field("streamBytes", CD_long).lstore(streamBytes);
    field("lineBytes", CD_long).lstore(lineBytes);
    field("inputs", CD_int).istore(inputs);
    field("x", FLOATS).astore(x);
    field("xFrom", CD_int).istore(xAt);
    field("y", FLOATS).astore(y);
    for (int row = 0; row < rowsOfX.length; row++) {
      field("xStride", CD_int).loadConstant(row).imul().istore(rowsOfX[row]);
    }
    for (int panel = 0; panel < shape.panels(); panel++) {
      field("first", CD_long);
      field("panelBytes", CD_long).loadConstant((long) panel).lmul().ladd().lstore(panels[panel]);
    }
  }

  /** Pushes a field of the tile, the method's argument. */
  private CodeBuilder field(String name, ClassDesc type) {
    return code.aload(1).getfield(TILE, name, type);
  }

  private void beginSums() {
    if (shape.use().adds()) {
      eachSum(
          (sum, vector) -> {
            species().aload(y).iload(yAt).loadConstant(vector * Lanes.COUNT).iadd();
            code.invokestatic(
                FLOAT_VECTOR,
                "fromArray",
                MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, FLOATS, CD_int));
            code.astore(sum);
          });
      return;
    }
    for (int sum : sums) {
      species().invokestatic(FLOAT_VECTOR, "zero", MethodTypeDesc.of(FLOAT_VECTOR, SPECIES));
      code.astore(sum);
    }
  }

  private void storeSums() {
    eachSum(
        (sum, vector) -> {
          code.aload(sum).aload(y).iload(yAt).loadConstant(vector * Lanes.COUNT).iadd();
          code.invokevirtual(FLOAT_VECTOR, "intoArray", MethodTypeDesc.of(CD_void, FLOATS, CD_int));
        });
  }

  /** Goes through the sums row by row, with the place of each row in {@link #yAt}. */
  private void eachSum(SumVisitor body) {
    field("yFrom", CD_int).istore(yAt);
    for (int i = 0; i < sums.length; i++) {
      body.accept(sums[i], i % halves);
      if (i % halves == halves - 1) {
        code.iload(yAt);
        field("yStride", CD_int).iadd().istore(yAt);
      }
    }
  }

  private CodeBuilder species() {
    return code.getstatic(LANES, "FLOATS", SPECIES);
  }

  /** The offset of the input's line within a panel, as {@link PanelMatrix#line} has it. */
  private void locateLine() {
    int streams = shape.streams();
    code.iload(input).loadConstant(Integer.numberOfTrailingZeros(streams)).iushr().i2l();
    code.lload(lineBytes).lmul();
    if (streams > 1) {
      code.iload(input).loadConstant(streams - 1).iand().i2l().lload(streamBytes).lmul().ladd();
    }
    code.lstore(at);
  }

  private void loadSingles(int panel) {
    for (int h = 0; h < 2; h++) {
      species();
      lineOf(panel, (long) h * Lanes.COUNT * Float.BYTES);
      code.invokestatic(
          FLOAT_VECTOR,
          "fromMemorySegment",
          MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, SEGMENT, CD_long, ORDER));
      code.astore(half[2 * panel + h]);
    }
  }

  private void loadHalves(int panel) {
    code.getstatic(LANES, "INTS", SPECIES);
    lineOf(panel, 0);
    code.invokestatic(
        INT_VECTOR,
        "fromMemorySegment",
        MethodTypeDesc.of(INT_VECTOR, SPECIES, SEGMENT, CD_long, ORDER));
    code.astore(value);
    for (int h = 0; h < 2; h++) {
      code.aload(value);
      if (h == 0) {
        shift("LSHL", 16);
      }
      if (shape.form() == WeightForm.F16) {
        shift("ASHR", HalfBits.F16_SHIFT);
        mask("F16_MASK");
      } else if (h == 1) {
        mask("BF16_MASK");
      }
      code.invokevirtual(INT_VECTOR, "reinterpretAsFloats", MethodTypeDesc.of(FLOAT_VECTOR));
      code.astore(half[2 * panel + h]);
    }
  }

  /** Pushes the arguments that a reading of the panel's line takes behind its species. */
  private void lineOf(int panel, long further) {
    code.aload(weights).lload(panels[panel]).lload(at).ladd();
    if (further > 0) {
      code.loadConstant(further).ladd();
    }
    code.getstatic(ORDER, "LITTLE_ENDIAN", ORDER);
  }

  private void shift(String operator, int bits) {
    code.getstatic(OPERATORS, operator, BINARY).loadConstant(bits);
    code.invokevirtual(INT_VECTOR, "lanewise", MethodTypeDesc.of(INT_VECTOR, BINARY, CD_int));
  }

  private void mask(String name) {
    code.getstatic(SELF, name, INT_VECTOR);
    code.invokevirtual(INT_VECTOR, "and", MethodTypeDesc.of(INT_VECTOR, VECTOR));
  }

  private void addProducts(int row) {
    species().aload(x).iload(xAt);
    if (shape.use().packed()) {
      code.loadConstant(row);
    } else {
      code.iload(rowsOfX[row]);
    }
    code.iadd().faload();
    code.invokestatic(
        FLOAT_VECTOR, "broadcast", MethodTypeDesc.of(FLOAT_VECTOR, SPECIES, CD_float));
    code.astore(value);
    for (int h = 0; h < halves; h++) {
      int sum = sums[row * halves + h];
      code.aload(half[h]).aload(value).aload(sum);
      code.invokevirtual(FLOAT_VECTOR, "fma", MethodTypeDesc.of(FLOAT_VECTOR, VECTOR, VECTOR));
      code.astore(sum);
    }
  }
}
