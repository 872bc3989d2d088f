package io.vsd.engine.model;

/**
 * Where and how a model runs.
 *
 * @param device {@code cpu}, {@code cuda} or {@code cuda:N}
 * @param precision form of the weights
 * @param threads intra-op threads; one number for all models of a process, the last one set wins
 */
public record DeviceOptions(String device, Precision precision, int threads) {

  public DeviceOptions {
    if (!device.equals("cpu") && !device.matches("cuda(:\\d{1,3})?")) {
      throw new IllegalArgumentException(
          "unknown device '" + device + "'; known are cpu, cuda and cuda:N");
    }
    if (threads < 1) {
      throw new IllegalArgumentException("threads must be at least 1, is " + threads);
    }
    if (device.equals("cpu") && precision == Precision.FP16) {
      throw new IllegalArgumentException("precision fp16 is for cuda; on cpu use packed-fp16");
    }
    if (!device.equals("cpu") && precision == Precision.PACKED_FP16) {
      throw new IllegalArgumentException(
          "precision packed-fp16 has kernels for the cpu only; on " + device + " use fp16 or bf16");
    }
  }

  /** The CPU with this many threads. */
  public static DeviceOptions cpu(Precision precision, int threads) {
    return new DeviceOptions("cpu", precision, threads);
  }

  /** Whether a model lies in the host's memory. */
  public boolean onCpu() {
    return device.equals("cpu");
  }

  /** Which of the GPUs. */
  public int deviceIndex() {
    int colon = device.indexOf(':');
    return colon < 0 ? 0 : Integer.parseInt(device.substring(colon + 1));
  }
}
