package dev.nightshift.training.state;

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
   * @param worker what it works with
   */
  TrainingSession open(Path checkpoint, Worker worker) throws IOException;
}
