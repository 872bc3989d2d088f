package io.vsd.engine.cpu;

import jdk.incubator.vector.FloatVector;
import jdk.incubator.vector.IntVector;
import jdk.incubator.vector.VectorSpecies;

/**
 * The width of vectors, one for the whole process. What is computed does not depend on it: lanes
 * are outputs, positions or dimensions and are never summed across.
 */
final class Lanes {

  /** Width in bits; 0 where the kernels are scalar. */
  static final int BITS = VectorWidth.bits();

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
      VectorWidth.preferred() >= 512 || System.getProperty("os.arch", "").equals("aarch64");

  private Lanes() {}
}
