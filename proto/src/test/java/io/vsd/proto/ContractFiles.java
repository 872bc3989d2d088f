package io.vsd.proto;

import com.google.protobuf.Descriptors.FileDescriptor;
import io.vsd.proto.checkpoint.v1.Checkpoint;
import io.vsd.proto.error.v1.Error;
import io.vsd.proto.event.v1.Event;
import io.vsd.proto.generation.v1.Generation;
import io.vsd.proto.speculation.v1.Speculation;
import java.util.List;

/** Every contract file of this module. */
final class ContractFiles {

  private ContractFiles() {}

  static List<FileDescriptor> all() {
    return List.of(
        Checkpoint.getDescriptor(),
        Error.getDescriptor(),
        Event.getDescriptor(),
        Generation.getDescriptor(),
        Speculation.getDescriptor());
  }
}
