package io.vsd.verifier.scheduling;

import io.vsd.engine.model.RowRequest;
import io.vsd.engine.model.TreeForward;
import java.util.List;

/** The device: one pass over the rows of several slots; results in the order of the requests. */
@FunctionalInterface
public interface ForwardPass {
  /** Computes and commits nothing; the caller closes the results. */
  List<TreeForward> forward(List<RowRequest> requests);
}
