package io.vsd.local.cluster;

import io.vsd.local.memory.ModelSize;

/**
 * How the memory of each service follows from the model's size. Weights lie outside the heap; what
 * is added is a JVM with its libraries and, where a network runs, what libtorch keeps for itself.
 */
final class ServiceSizes {
  private static final double MB = 1 << 20;

  private ServiceSizes() {}

  static ServiceNeed of(ServiceRole role, ModelSize model) {
    return switch (role) {
      case BROKER -> new ServiceNeed(128, 64, 260);
      case VERIFIER -> verifier(model);
      case DRAFT -> draft(model);
      case TRAINER -> trainer(model);
    };
  }

  private static ServiceNeed verifier(ModelSize model) {
    int heap = megabytes(512, 4.4 * model.embedding());
    return new ServiceNeed(heap, heap, megabytes(600, 2.2 * model.parameters()) + heap);
  }

  private static ServiceNeed draft(ModelSize model) {
    int heap = megabytes(512, 4.4 * model.embedding());
    return new ServiceNeed(heap, heap, megabytes(500, 4.4 * model.embedding()) + heap);
  }

  private static ServiceNeed trainer(ModelSize model) {
    int heap = megabytes(800, 8.8 * model.embedding());
    return new ServiceNeed(heap, heap, megabytes(600, 4.4 * model.embedding()) + heap);
  }

  private static int megabytes(int base, double bytes) {
    return (int) Math.ceil(base + bytes / MB);
  }
}
