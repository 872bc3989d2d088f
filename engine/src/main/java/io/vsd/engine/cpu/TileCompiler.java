package io.vsd.engine.cpu;

import static java.lang.constant.ConstantDescs.CD_void;

import java.lang.classfile.ClassBuilder;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Makes vector kernels at run time, one class for each {@link TileShape}. Written out by hand, the
 * same loop would stand here once for every shape and form; as a loop over an array of vectors, C2
 * would keep the sums in memory instead of registers.
 */
final class TileCompiler {
  private TileCompiler() {}

  /** A kernel of this shape. */
  static TileKernel compile(TileShape shape) {
    String name =
        "Tile%dx%d%s%s".formatted(shape.rows(), shape.panels(), shape.form(), shape.use());
    byte[] bytes =
        ClassFile.of()
            .build(ClassDesc.of(TileCompiler.class.getPackageName(), name), c -> build(c, shape));
    try {
      MethodHandles.Lookup made = MethodHandles.lookup().defineHiddenClass(bytes, true);
      return (TileKernel)
          made.findConstructor(made.lookupClass(), MethodType.methodType(void.class)).invoke();
    } catch (Throwable e) {
      throw new IllegalStateException("cannot make the kernel of " + shape, e);
    }
  }

  private static void build(ClassBuilder builder, TileShape shape) {
    builder.withInterfaceSymbols(TileCode.desc(TileKernel.class));
    builder.withMethodBody(
        ConstantDescs.INIT_NAME,
        ConstantDescs.MTD_void,
        ClassFile.ACC_PUBLIC,
        c ->
            c.aload(0)
                .invokespecial(
                    ConstantDescs.CD_Object, ConstantDescs.INIT_NAME, ConstantDescs.MTD_void)
                .return_());
    builder.withMethodBody(
        "run",
        MethodTypeDesc.of(CD_void, TileCode.desc(Tile.class)),
        ClassFile.ACC_PUBLIC,
        c -> new TileCode(shape, c).emit());
  }
}
