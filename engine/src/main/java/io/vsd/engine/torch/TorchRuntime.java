package io.vsd.engine.torch;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import io.vsd.engine.model.DeviceOptions;

/**
 * Brings DJL's PyTorch engine up: no downloads, no tracking, natives from the class path only. The
 * settings are process-wide, and an environment variable of the operator wins over them.
 */
public final class TorchRuntime {
  private static final String ENGINE = "PyTorch";

  private TorchRuntime() {}

  /** Starts the engine, or only changes the number of intra-op threads if it runs already. */
  public static synchronized void start(int threads) {
    setIfAbsent("ai.djl.offline", "true");
    setIfAbsent("OPT_OUT_TRACKING", "true");
    setIfAbsent("ai.djl.pytorch.num_interop_threads", "1");
    setIfAbsent("ai.djl.pytorch.num_threads", Integer.toString(threads));
    // The profiling executor re-specialises when shapes change, which stalls a round for seconds.
    setIfAbsent("ai.djl.pytorch.graph_optimizer", "false");
    Engine.getEngine(ENGINE);
    JniUtils.setNumThreads(threads);
  }

  /**
   * A manager of native arrays on the device of these options.
   *
   * @throws IllegalArgumentException if there is no such device, with what is there
   */
  public static PtNDManager newManager(DeviceOptions options) {
    start(options.threads());
    if (!options.onGpu()) {
      return (PtNDManager) NDManager.newBaseManager(Device.cpu(), ENGINE);
    }
    int gpus = Engine.getEngine(ENGINE).getGpuCount();
    if (options.deviceIndex() >= gpus) {
      throw new IllegalArgumentException(
          "device %s is not available: libcudart shows %d CUDA devices (it is looked for in"
                  .formatted(options.device(), gpus)
              + " -Djna.library.path); docs/cuda.md tells what a GPU needs");
    }
    return (PtNDManager) NDManager.newBaseManager(Device.gpu(options.deviceIndex()), ENGINE);
  }

  /** A scope for native arrays on the parent's device; closing it frees them. */
  static PtNDManager scope(PtNDManager parent) {
    return parent.newSubManager(parent.getDevice());
  }

  private static void setIfAbsent(String key, String value) {
    System.getProperties().putIfAbsent(key, value);
  }
}
