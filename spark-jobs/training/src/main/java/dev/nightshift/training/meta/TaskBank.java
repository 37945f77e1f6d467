package dev.nightshift.training.meta;

import dev.nightshift.inference.tensor.NamedTensors;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/**
 * Known tasks with the parameters that were adapted to them. A new task begins from those of the
 * task nearest to it ({@link TaskEmbedding}); of two that are as near, from the one that came
 * first. Owns native memory.
 *
 * @param <D> examples
 */
public final class TaskBank<D> implements AutoCloseable {

  private record Known(TaskEmbedding embedding, NamedTensors adapted) {}

  private final Learner<D> learner;
  private final InnerLoop<D> inner;
  private final Adaptation<D> adaptation;
  private final List<Known> known = new ArrayList<>();

  /** An empty bank. */
  public TaskBank(Learner<D> learner, MetaSettings settings) {
    this.learner = learner;
    this.inner = new InnerLoop<>(learner, settings);
    this.adaptation = new Adaptation<>(learner, settings);
  }

  /** Number of known tasks. */
  public int size() {
    return known.size();
  }

  /** Adapts to a task and remembers it. */
  public void add(Map<String, Tensor> parameters, Episode<D> episode) {
    try (PointerScope scope = new PointerScope()) {
      TaskEmbedding embedding = embedding(parameters, episode);
      Map<String, Tensor> adapted = adaptation.adapted(parameters, episode);
      try (NamedTensors views = NamedTensors.own(adapted)) {
        known.add(new Known(embedding, views.copy()));
      }
    }
  }

  private TaskEmbedding embedding(Map<String, Tensor> parameters, Episode<D> episode) {
    return TaskEmbedding.of(episode.task(), learner, inner, parameters, episode.support());
  }

  /** The task that a new task's support is nearest to. */
  public String nearestTask(Map<String, Tensor> parameters, Episode<D> episode) {
    return nearest(parameters, episode).embedding().task();
  }

  /**
   * The parameters adapted to the nearest known task.
   *
   * @param parameters the shared initialisation, at which tasks are compared
   */
  public Map<String, Tensor> nearestParameters(Map<String, Tensor> parameters, Episode<D> episode) {
    return nearest(parameters, episode).adapted().asMap();
  }

  private Known nearest(Map<String, Tensor> parameters, Episode<D> episode) {
    if (known.isEmpty()) {
      throw new IllegalStateException("no task is known yet");
    }
    TaskEmbedding wanted = embedding(parameters, episode);
    Known nearest = known.get(0);
    double most = Double.NEGATIVE_INFINITY;
    for (Known candidate : known) {
      double similarity = wanted.similarity(candidate.embedding());
      if (similarity > most) {
        most = similarity;
        nearest = candidate;
      }
    }
    return nearest;
  }

  @Override
  public void close() {
    known.forEach(task -> task.adapted().close());
    known.clear();
  }
}
