package io.vsd.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorShape;
import jdk.incubator.vector.VectorSpecies;
import org.jspecify.annotations.Nullable;

/**
 * The width of vectors, one for the whole process. What is computed does not depend on it: lanes
 * are outputs, positions or dimensions and are never summed across.
 *
 * <p>{@code -Dvsd.cpu.vector-bits=512|256|128} chooses a width that the machine has, {@code 0} the
 * scalar kernels; without it the machine's preferred width is taken, and the scalar kernels where
 * that is below 128 bits.
 */
final class Lanes {

  /** System property that names the width. */
  static final String PROPERTY = "vsd.cpu.vector-bits";

  /** Width in bits; 0 where the kernels are scalar. */
  static final int BITS = chosen(System.getProperty(PROPERTY), preferred());

  /** Whether the kernels do without vectors. */
  static final boolean SCALAR = BITS == 0;

  /** Of floats; of 128 bits, and not used, where the kernels are scalar. */
  static final VectorSpecies<Float> FLOATS =
      switch (BITS) {
        case 512 -> FloatVector.SPECIES_512;
        case 256 -> FloatVector.SPECIES_256;
        default -> FloatVector.SPECIES_128;
      };

  /** Of ints, as many as floats. */
  static final VectorSpecies<Integer> INTS =
      switch (BITS) {
        case 512 -> IntVector.SPECIES_512;
        case 256 -> IntVector.SPECIES_256;
        default -> IntVector.SPECIES_128;
      };

  /** Floats of a vector. */
  static final int COUNT = FLOATS.length();

  /**
   * Whether the machine has 32 vector registers, so that tiles may be large; else 16. Machines with
   * 512 bits have them at every width, and so do those of the aarch64 kind.
   */
  static final boolean MANY_REGISTERS =
      preferred() >= 512 || System.getProperty("os.arch", "").equals("aarch64");

  private Lanes() {}

  private static int preferred() {
    return VectorShape.preferredShape().vectorBitSize();
  }

  /**
   * The width that a setting gives on a machine of this preferred width.
   *
   * @throws IllegalArgumentException if it is no width, or wider than the machine's vectors
   */
  static int chosen(@Nullable String setting, int preferred) {
    if (setting == null) {
      return preferred < 128 ? 0 : Math.min(preferred, 512);
    }
    int bits =
        switch (setting) {
          case "0" -> 0;
          case "128" -> 128;
          case "256" -> 256;
          case "512" -> 512;
          default ->
              throw new IllegalArgumentException(
                  PROPERTY + " is '" + setting + "'; known are 0, 128, 256 and 512");
        };
    if (bits > preferred) {
      throw new IllegalArgumentException(
          PROPERTY + " is " + bits + ", this machine's vectors have " + preferred + " bits");
    }
    return bits;
  }
}
