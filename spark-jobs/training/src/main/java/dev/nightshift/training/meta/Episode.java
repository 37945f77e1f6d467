package dev.nightshift.training.meta;

/**
 * A task with few examples: those that a learner adapts to, and those that tell how well.
 *
 * @param task id of the task
 * @param support the examples to adapt to
 * @param query the examples to be judged by
 * @param <D> examples; nothing native
 */
public record Episode<D>(String task, D support, D query) {}
