package dev.nightshift.training.curriculum;

import java.util.Map;
import org.bytedeco.pytorch.Tensor;

/** Follows a {@link Pacing}; it remembers nothing. */
final class PacedTeacher implements Teacher {

  private final Pacing pacing;
  private final int count;
  private final int batchSize;

  PacedTeacher(Pacing pacing, int count, int batchSize) {
    this.pacing = pacing;
    this.count = count;
    this.batchSize = batchSize;
  }

  @Override
  public Pool pool(long step) {
    return Pool.upTo(pacing.competence(step - 1), count, batchSize);
  }

  @Override
  public Map<String, Tensor> save() {
    return Map.of();
  }

  @Override
  public void load(Map<String, Tensor> saved) {}
}
