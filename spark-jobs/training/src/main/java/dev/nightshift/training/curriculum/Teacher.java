package dev.nightshift.training.curriculum;

import dev.nightshift.training.trainer.ExtraState;
import dev.nightshift.training.trainer.StepReport;

/**
 * Says what a step draws from and hears how it went. What it remembers is kept with the checkpoint.
 * The same on every worker: all of them hear the same reports.
 */
public interface Teacher extends ExtraState {

  /** What a step draws from, from 1. */
  Pool pool(long step);

  /** Hears how a step went. */
  default void heard(StepReport report) {}

  @Override
  default String name() {
    return "curriculum";
  }

  /**
   * The teacher of a curriculum.
   *
   * @param count number of examples
   * @param batchSize examples of a step; a pool has no fewer where there are so many
   * @param seed the run's seed
   */
  static Teacher of(CurriculumSettings settings, int count, int batchSize, long seed) {
    return switch (settings.kind()) {
      case LINEAR, ROOT, ROOT_P, STEP, EXPONENTIAL, UNIFORM ->
          new PacedTeacher(settings.pacing(), count, batchSize);
      case PERFORMANCE -> new LevelTeacher(settings, count, batchSize);
      case BANDIT -> new BanditTeacher(settings, count, seed);
      case SELF_PACED -> new SelfPacedTeacher(settings, count);
    };
  }
}
