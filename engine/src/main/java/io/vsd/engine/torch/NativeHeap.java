package io.vsd.engine.torch;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;

/** The heap of the C library, which libtorch's tensors lie on. */
public final class NativeHeap {
  private NativeHeap() {}

  /**
   * Gives free pages back to the system, as loading leaves holes where tensors were read before
   * they were packed. Does nothing where the C library has no {@code malloc_trim}.
   */
  // A native call of our own: the alternative is a flag for every process that loads a model.
  @SuppressWarnings("restricted")
  public static void trim() {
    Linker linker = Linker.nativeLinker();
    Optional<MemorySegment> trim = linker.defaultLookup().find("malloc_trim");
    if (trim.isEmpty()) {
      return;
    }
    try {
      int ignored =
          (int)
              linker
                  .downcallHandle(
                      trim.get(),
                      FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.JAVA_LONG))
                  .invokeExact(0L);
    } catch (Throwable e) {
      throw new IllegalStateException("malloc_trim is an int of a size_t", e);
    }
  }
}
