package io.vsd.local.cluster;

import io.vsd.engine.format.MalformedWeightsException;
import io.vsd.engine.hub.HubException;
import io.vsd.engine.hub.ModelHub;
import io.vsd.local.config.Workspace;
import io.vsd.local.memory.MachineMemory;
import io.vsd.local.memory.ModelSize;
import java.util.Optional;

/** The look at model and machine that comes before any process. */
final class MemoryCheck {
  private MemoryCheck() {}

  /**
   * What the plan's processes need.
   *
   * @throws ClusterException if the model cannot be used or this machine cannot hold it
   */
  static MemoryPlan ofThisMachine(Workspace workspace, ClusterPlan plan) throws ClusterException {
    MemoryPlan memory = MemoryPlan.of(plan, size(workspace, plan.model()));
    Optional<String> shortage = memory.shortage(MachineMemory.ofThisMachine().available());
    if (shortage.isPresent()) {
      throw new ClusterException(shortage.get());
    }
    return memory;
  }

  private static ModelSize size(Workspace workspace, String model) throws ClusterException {
    try {
      return ModelSize.read(ModelHub.fromEnvironment(workspace.environment()).resolve(model));
    } catch (HubException | MalformedWeightsException | IllegalArgumentException refused) {
      throw new ClusterException("the model is refused: " + refused.getMessage(), refused);
    }
  }
}
