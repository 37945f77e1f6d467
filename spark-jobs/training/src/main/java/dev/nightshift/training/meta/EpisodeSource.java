package dev.nightshift.training.meta;

import dev.nightshift.training.meta.TaskFamily.Side;
import dev.nightshift.training.trainer.BatchSource;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/**
 * Step s takes the training episodes (s − 1) · b to s · b − 1, each a micro-batch of its own.
 *
 * @param <D> examples
 */
public final class EpisodeSource<D> implements BatchSource<Episode<D>> {

  private final TaskFamily<D> tasks;
  private final int tasksOfStep;

  /**
   * A source.
   *
   * @param tasks stays the caller's to close
   * @param tasksOfStep tasks of a step, over all workers
   */
  public EpisodeSource(TaskFamily<D> tasks, int tasksOfStep) {
    this.tasks = tasks;
    this.tasksOfStep = tasksOfStep;
  }

  @Override
  public MicroBatches<Episode<D>> batch(long step, Map<String, Tensor> parameters) {
    return new MicroBatches<>() {
      @Override
      public int count() {
        return tasksOfStep;
      }

      @Override
      public Episode<D> get(int index) {
        return tasks.episode(Side.TRAIN, (step - 1) * tasksOfStep + index);
      }
    };
  }
}
