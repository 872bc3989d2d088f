package io.vsd.engine.model;

/**
 * Where and how a model runs.
 *
 * @param device {@code cpu}; {@code cuda} or {@code cuda:N}; {@code torch-cpu}, libtorch on the
 *     CPU, which serves as a reference
 * @param precision form of the weights
 * @param threads that compute on the CPU; in libtorch one number for all models of a process, the
 *     last one set wins
 */
public record DeviceOptions(String device, Precision precision, int threads) {
  private static final String CPU = "cpu";
  private static final String TORCH_CPU = "torch-cpu";

  public DeviceOptions {
    if (!device.equals(CPU) && !device.equals(TORCH_CPU) && !device.matches("cuda(:\\d{1,3})?")) {
      throw new IllegalArgumentException(
          "unknown device '" + device + "'; known are cpu, cuda, cuda:N and torch-cpu");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
  }

  /** The CPU with this many threads. */
  public static DeviceOptions cpu(Precision precision, int threads) {
    return new DeviceOptions(CPU, precision, threads);
  }

  /** Whether the engine for CPUs computes; else libtorch does. */
  public boolean onCpu() {
    return device.equals(CPU);
  }

  /** Whether libtorch computes on a GPU. */
  public boolean onGpu() {
    return device.startsWith("cuda");
  }

  /** Which of the GPUs. */
  public int deviceIndex() {
    int colon = device.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(device.substring(colon + 1));
  }
}
