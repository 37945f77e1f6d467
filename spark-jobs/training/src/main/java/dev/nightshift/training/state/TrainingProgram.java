package dev.nightshift.training.state;

import dev.nightshift.training.reduction.GradientExchange;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What a worker needs to build its trainer: settings and paths, nothing native. It travels to the
 * workers.
 */
public interface TrainingProgram extends Serializable {

  /**
   * Builds the trainer with the state of a checkpoint.
   *
   * @param checkpoint its folder
   * @param exchange how the workers add their gradients; stays the caller's to close
   */
  TrainingSession open(Path checkpoint, GradientExchange exchange) throws IOException;
}
