package dev.nightshift.training.state;

import dev.nightshift.training.trainer.Evaluation;
import dev.nightshift.training.trainer.StepReport;
import java.io.IOException;
import java.nio.file.Path;

/** A trainer with everything around it, on one worker. Owns native memory. */
public interface TrainingSession extends AutoCloseable {

  /** Number of steps done. */
  long step();

  /** Takes the next step; all workers take it together. */
  StepReport next();

  /** Measures the model on held-out data. */
  Evaluation evaluate();

  /** Whether all workers are needed to measure; otherwise the first one measures alone. */
  default boolean evaluatesTogether() {
    return false;
  }

  /** Writes the state into an empty folder; called on the first worker. */
  void save(Path folder) throws IOException;

  /** Gives the first worker what it needs to save; called on all others. */
  default void contribute() {}

  @Override
  void close();
}
