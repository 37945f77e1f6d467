package dev.nightshift.training.meta;

import dev.nightshift.training.state.TrainingProgram;
import dev.nightshift.training.state.TrainingSession;
import dev.nightshift.training.state.TrainingSettings;
import dev.nightshift.training.state.Worker;
import java.io.IOException;
import java.nio.file.Path;

/**
 * Meta-training on the tasks of a protocol.
 *
 * @param settings what all methods share; a batch is that many tasks
 * @param meta how tasks are adapted to
 * @param protocol the tasks and the model
 * @param <D> examples
 */
public record MetaProgram<D>(TrainingSettings settings, MetaSettings meta, Protocol<D> protocol)
    implements TrainingProgram {

  public MetaProgram {
    if (!meta.method().adapts() && !protocol.classifies()) {
      throw new IllegalArgumentException(
          "the protocol " + protocol.name() + " has no classes for prototypes");
    }
  }

  @Override
  public TrainingSession open(Path checkpoint, Worker worker) throws IOException {
    return new MetaSession<>(checkpoint, this, worker);
  }
}
