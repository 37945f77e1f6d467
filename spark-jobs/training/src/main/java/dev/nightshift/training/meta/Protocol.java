package dev.nightshift.training.meta;

import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;

/**
 * What is learnt to be learnt: tasks and the model for them. It travels to the workers.
 *
 * @param <D> examples
 */
public interface Protocol<D> extends Serializable {

  /** The name in options. */
  String name();

  /** Opens the tasks. */
  TaskFamily<D> tasks() throws IOException;

  /**
   * The model.
   *
   * @param checkpoint folder of its configuration
   */
  Learner<D> learner(Path checkpoint) throws IOException;

  /** Whether examples have features and classes, as prototypes need them. */
  boolean classifies();

  /** Whether tasks are few, so that many episodes are of one task. */
  default boolean repeatsTasks() {
    return false;
  }
}
