package dev.nightshift.training.meta;

/**
 * A task with few examples: those that a learner adapts to, and those that tell how well.
 *
 * @param task id of the task
 * @param draw what is drawn while it is adapted to follows from this
 * @param support the examples to adapt to
 * @param query the examples to be judged by
 * @param <D> examples; nothing native
 */
public record Episode<D>(String task, long draw, D support, D query) {

  /** An episode in whose adaptation nothing is drawn. */
  public Episode(String task, D support, D query) {
    this(task, 0, support, query);
  }
}
